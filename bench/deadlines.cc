// deadlines TRIES DEADLINE_MS LIMIT_MS NAME=COMMAND...: how many milliseconds after its deadline each command
// ends, which was given the deadline in its words. It runs in a network of its own with three that never
// answer: a server at port 8001 that sends a byte now and then, one at port 8002 that is silent, and a name
// server. What still runs at LIMIT_MS is ended, and counted there.
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "figures.h"
#include "peers.h"

namespace {

constexpr in_port_t dripping_port = 8001;
constexpr in_port_t silent_port = 8002;
constexpr in_port_t name_server_port = 53;
constexpr int drip_ms = 100;
constexpr bench::Nanoseconds millisecond = 1'000'000;

void must(bool is_done) {
  if (!is_done) _exit(bench::not_allowed);
}

/// Has names asked for at a server of this machine alone.
void set_name_server() {
  char path[] = "/tmp/resolv.conf.XXXXXX";
  const int file = mkstemp(path);
  constexpr std::string_view content = "nameserver 127.0.0.1\n";
  must(write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  must(fchmod(file, 0644) == 0);
  must(mount(path, "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0);
  close(file);
  unlink(path);
}

/// Leaves for mounts and a network of this process alone, with loopback and a name server of its own.
void enter_place() {
  must(unshare(CLONE_NEWNS | CLONE_NEWNET | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0);
  must(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  set_name_server();
  ifreq loopback = {};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  must(ioctl(any, SIOCSIFFLAGS, &loopback) == 0);
  close(any);
}

/// A socket on loopback that nobody reads: the kernel takes what comes, and there is no answer.
int open_socket(int type, in_port_t port) {
  const int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  if (type == SOCK_STREAM) must(listen(descriptor, 1024) == 0);
  return descriptor;
}

/// Sends every client the head of an HTTP answer that has no end, a byte now and then.
[[noreturn]] void drip(int server) {
  constexpr const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Word: ";
  struct Client {
    int descriptor;
    std::size_t sent;
  };
  std::vector<Client> clients;
  for (;;) {
    poll(nullptr, 0, drip_ms);
    for (int client = 0; (client = accept4(server, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
      clients.push_back({.descriptor = client, .sent = 0});
    for (Client& client : clients) {
      const char byte = client.sent < sizeof head - 1 ? head[client.sent++] : 'a';
      (void)!send(client.descriptor, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }
}

void start_dripping() {
  const int server = open_socket(SOCK_STREAM, dripping_port);
  fcntl(server, F_SETFL, O_NONBLOCK);
  const pid_t driver = getpid();
  if (fork() != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != driver) _exit(0);
  drip(server);
}

struct Run {
  pid_t pid;
  int descriptor;
  bench::Nanoseconds start;
  double time_ms;
};

Run start(const bench::Words& words) {
  const bench::Nanoseconds time = bench::now();
  const pid_t pid = bench::spawn(words);
  return {.pid = pid,
          .descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid, 0)),
          .start = time,
          .time_ms = 0};
}

/// Waits for the first of those that run to end, and notes when. What is beyond the limit is killed.
void await_one(std::vector<Run>& runs, double limit_ms) {
  std::vector<pollfd> sources;
  sources.reserve(runs.size());
  for (const Run& run : runs)
    sources.push_back({.fd = run.time_ms > 0 ? -1 : run.descriptor, .events = POLLIN, .revents = 0});
  poll(sources.data(), sources.size(), 1);
  const bench::Nanoseconds time = bench::now();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].time_ms > 0) continue;
    const double so_far = static_cast<double>(time - runs[i].start) / millisecond;
    if (sources[i].revents == 0 && so_far < limit_ms) continue;
    runs[i].time_ms = std::min(so_far, limit_ms);
    kill(runs[i].pid, SIGKILL);
    waitpid(runs[i].pid, nullptr, 0);
    close(runs[i].descriptor);
  }
}

/// Runs a command so often at the same time, each a little later than the one before so that none is in the
/// way of another's end. Returns how long after the deadline each ended.
std::vector<double> overshoots(const bench::Words& words, int tries, double deadline_ms, double limit_ms) {
  constexpr bench::Nanoseconds apart = 15 * millisecond;
  std::vector<Run> runs;
  const bench::Nanoseconds first = bench::now();
  const auto is_over = [](const Run& run) { return run.time_ms > 0; };
  while (static_cast<int>(runs.size()) < tries || !std::all_of(runs.begin(), runs.end(), is_over)) {
    const auto next = first + static_cast<bench::Nanoseconds>(runs.size()) * apart;
    if (static_cast<int>(runs.size()) < tries && bench::now() >= next) runs.push_back(start(words));
    await_one(runs, limit_ms);
  }
  std::vector<double> overshoots_ms;
  overshoots_ms.reserve(runs.size());
  for (const Run& run : runs) {
    if (run.time_ms < deadline_ms * 0.9) bench::fail(words[0] + " did not wait, and errno does not tell why");
    overshoots_ms.push_back(run.time_ms - deadline_ms);
  }
  return overshoots_ms;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  enter_place();
  open_socket(SOCK_STREAM, silent_port);
  open_socket(SOCK_DGRAM, name_server_port);
  start_dripping();
  for (const bench::Peer& peer : bench::read_peers(arguments + 4)) {
    const auto times =
        overshoots(peer.words, std::atoi(arguments[1]), std::atof(arguments[2]), std::atof(arguments[3]));
    bench::print_figures("overshoot", peer.name, times);
  }
}
