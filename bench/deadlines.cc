// deadlines TRIES DEADLINE_MS LIMIT_MS NAME=COMMAND...: measures how many milliseconds after its deadline
// each command ends. The deadline is in the command's arguments, and starts at its exec. This needs a network
// namespace, in which it runs three servers that never finish an answer: at port 8001 one that sends a byte
// now and then, at port 8002 a silent one, and a name server. A command that still runs after LIMIT_MS is
// killed, and counts as LIMIT_MS.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

#include "peers.h"

namespace {

constexpr in_port_t dripping_port = 8001;
constexpr in_port_t silent_port = 8002;
constexpr in_port_t name_server_port = 53;
constexpr int drip_ms = 100;
constexpr int apart_ms = 20;  // between two starts, so that no start disturbs the end of another command

/// Opens a socket on loopback that no process reads: the kernel accepts what comes, and there is no answer.
int open_socket(int type, in_port_t port) {
  const int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) bench::fail("bind");
  if (type == SOCK_STREAM && listen(descriptor, 1024) != 0) bench::fail("listen");
  return descriptor;
}

/// Sends every client the head of an HTTP answer that never ends, a byte now and then.
[[noreturn]] void drip(int server) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Word: ";
  struct Client {
    int descriptor;
    std::size_t sent;
  };
  std::vector<Client> clients;
  for (;;) {
    pollfd source = {.fd = server, .events = POLLIN, .revents = 0};
    poll(nullptr, 0, drip_ms);
    while (poll(&source, 1, 0) == 1)
      clients.push_back({.descriptor = accept4(server, nullptr, nullptr, SOCK_CLOEXEC), .sent = 0});
    for (Client& client : clients) {
      const char byte = client.sent < head.size() ? head[client.sent++] : 'a';
      (void)!send(client.descriptor, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }
}

/// Waits until a command ends or the limit, counted from its exec, is over. Returns how many milliseconds it
/// ran.
double await(const bench::Started& started, int limit_ms) {
  constexpr double millisecond = 1e6;
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, started.pid, 0));
  pollfd source = {.fd = descriptor, .events = POLLIN, .revents = 0};
  poll(&source, 1, limit_ms);
  const double time_ms = static_cast<double>(bench::now() - started.time) / millisecond;
  kill(started.pid, SIGKILL);
  waitpid(started.pid, nullptr, 0);
  close(descriptor);
  return std::min(time_ms, static_cast<double>(limit_ms));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const int deadline_ms = std::atoi(arguments[2]);
  const int limit_ms = std::atoi(arguments[3]);
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 4);
  open_socket(SOCK_STREAM, silent_port);
  open_socket(SOCK_DGRAM, name_server_port);
  std::thread(drip, open_socket(SOCK_STREAM, dripping_port)).detach();
  std::vector<std::vector<std::future<double>>> runs(peers.size());
  bench::take_turns(peers.size(), std::atoi(arguments[1]), 0, [&](std::size_t i) {
    runs[i].push_back(std::async(std::launch::async, await, bench::start(peers[i].words, {}), limit_ms));
    poll(nullptr, 0, apart_ms);
    return 0;
  });
  for (std::size_t i = 0; i < peers.size(); ++i) {
    std::vector<double> over_ms;
    for (std::future<double>& run : runs[i]) over_ms.push_back(run.get() - deadline_ms);
    if (bench::median(over_ms) < -0.1 * deadline_ms) bench::fail(peers[i].name + " did not wait");
    bench::print_figures("overshoot", peers[i].name, over_ms);
  }
  std::fflush(stdout);
  _exit(0);  // the server process does not return
}
