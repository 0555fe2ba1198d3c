// The real probe with targets that are not HTTP: datagrams, Unix-domain sockets, files, processes, time.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <future>
#include <string>
#include <thread>

#include "doctest.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

/// A UDP socket on 127.0.0.1 whose one peer gets `reply` for each datagram that is `wanted`.
class Datagrams {
 public:
  Datagrams() : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    url = "udp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~Datagrams() {
    if (thread_.joinable()) thread_.join();
    close(descriptor_);
  }
  Datagrams(const Datagrams&) = delete;
  Datagrams& operator=(const Datagrams&) = delete;

  /// Answers one datagram.
  void answer(const std::string& reply) {
    thread_ = std::thread([this, reply] {
      char buffer[256];
      sockaddr_in peer = {};
      socklen_t size = sizeof peer;
      const ssize_t count =
          recvfrom(descriptor_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&peer), &size);
      received.assign(buffer, static_cast<std::size_t>(count));
      sendto(descriptor_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer), size);
    });
  }
  void wait() { thread_.join(); }

  std::string url;
  std::string received;

 private:
  int descriptor_;
  std::thread thread_;
};

TEST_CASE("udp: a reply, the expected reply, silence and a refusal") {
  for (const std::string reply : {"PONG\n", ""}) {
    Datagrams server;
    server.answer(reply);
    check_line(run({"--send", R"(PING\x00\n)", server.url}), 0, "healthy " + server.url + ": it replied");
    server.wait();
    CHECK(server.received == std::string("PING\0\n", 6));
  }
  Datagrams server;
  server.answer("PONG\n");
  check_line(run({"--expect=PONG", server.url}), 0, "healthy " + server.url + ": it replied as expected");
  server.wait();
  CHECK(server.received.empty());  // an empty datagram
  server.answer("");
  check_line(run({"-ePONG", "-t200ms", server.url}), 1,
             "unhealthy " + server.url + ": receive: no answer within 200ms");
  server.wait();
  server.answer("PANG\n");
  const Ended other = run({"-dPING", "-ePONG", "-t300ms", server.url});
  check_line(other, 1, "unhealthy " + server.url + ": receive: no whole answer within 300ms: PANG\\x0a");
  server.wait();
  check_line(run({"-dPING", "-t200ms", server.url}), 1,
             "unhealthy " + server.url + ": receive: no answer within 200ms");
  const Ended silent = run({"-t10", server.url});
  check_line(silent, 0, "healthy " + server.url + ": not refused");
  CHECK(silent.time < 9s);  // it takes a tenth of the timeout
  std::string refusing;
  {
    const Datagrams closed;
    refusing = closed.url;
  }
  for (const auto& words : {Probe::Words{refusing}, {"-dPING", refusing}, {"-ePONG", refusing}}) {
    check_line(run(words), 1, "unhealthy " + refusing + ": receive: Connection refused");
  }
}

TEST_CASE("dns: a reply, silence and a refusal") {
  Datagrams server;
  const std::string url = "dns" + server.url.substr(3) + "/a";
  server.answer("ap\x81\x83\0\1\0\0\0\0\0\0"s);
  check_line(run({url}), 0, "healthy " + url + ": it knows no such name");
  server.wait();
  CHECK(server.received == "ap\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1"s);
  check_line(run({"-t200ms", url}), 1, "unhealthy " + url + ": receive: no answer within 200ms");
  std::string refusing;
  {
    const Datagrams closed;
    refusing = "dns" + closed.url.substr(3);
  }
  check_line(run({refusing}), 1, "unhealthy " + refusing + ": receive: Connection refused");
}

TEST_CASE("udp: if one address refuses, the next is asked") {
  const int server = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  socklen_t size = sizeof address;
  if (bind(server, reinterpret_cast<sockaddr*>(&address), size) != 0) {
    close(server);
    return process::skip("there is no IPv6 here");
  }
  getsockname(server, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string url = "udp://localhost:" + std::to_string(ntohs(address.sin6_port));
  check_line(run({url}), 0, "healthy " + url + ": not refused");
  std::thread answering([&] {
    char buffer[16];
    for (ssize_t count = 0; count != 4;) {  // "PING": the one before was empty
      count = recvfrom(server, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&address), &size);
    }
    sendto(server, "PONG", 4, 0, reinterpret_cast<sockaddr*>(&address), size);
  });
  check_line(run({"-dPING", "-ePONG", url}), 0, "healthy " + url + ": it replied as expected");
  answering.join();
  close(server);
  check_line(run({"-dPING", url}), 1, "unhealthy " + url + ": receive from ::1: Connection refused");
}

/// Listens on a Unix-domain socket; '@' starts an abstract name.
int listen_on(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path[0] == '@') address.sun_path[0] = '\0';
  const std::size_t size = offsetof(sockaddr_un, sun_path) + path.size() + (path[0] == '@' ? 0 : 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(bind(descriptor, reinterpret_cast<sockaddr*>(&address), static_cast<socklen_t>(size)) == 0);
  REQUIRE(listen(descriptor, 4) == 0);
  return descriptor;
}

TEST_CASE("unix: paths, abstract names, and http over either") {
  const process::Folder folder;
  for (const std::string& path : {folder.path() + "/s", "@aupair-" + std::to_string(getpid())}) {
    const int listener = listen_on(path);
    check_line(run({"unix:" + path}), 0, "healthy unix:" + path + ": connected");
    std::thread server([listener] {
      close(accept(listener, nullptr, nullptr));  // of the line above
      const int connection = accept(listener, nullptr, nullptr);
      Client client(connection, -1);
      client.read_request();
      client.write("HTTP/1.1 204 No Content\r\n\r\n");
      CHECK(client.received.starts_with("GET /x HTTP/1.1\r\nHost: localhost\r\n"));
      close(connection);
    });
    check_line(run({"--unix-socket=" + path, "http://localhost/x"}), 0,
               "healthy http://localhost/x: 204 No Content");
    server.join();
    close(listener);
  }
  const std::string path = folder.path() + "/s";
  check_line(run({"unix://" + path}), 1, "unhealthy unix://" + path + ": connect: Connection refused");
  check_line(run({"unix:" + path + "x"}), 1,
             "unhealthy unix:" + path + "x: connect: No such file or directory");
  check_misuse(run({"unix:/" + std::string(107, 'x')}),
               "unix:/" + std::string(107, 'x') + ": expected a path of 1 to 107 bytes");
}

TEST_CASE("postgres: the directory of a socket, and the first of several hosts that accepts") {
  const process::Folder folder;
  const std::string answer("R\0\0\0\x08\0\0\0\0", 9);
  const int listener = listen_on(folder.path() + "/.s.PGSQL.6432");
  std::thread server([&] {
    const int connection = accept(listener, nullptr, nullptr);
    Client client(connection, -1);
    client.read_to("\0\0"sv);
    client.write(answer);
    close(connection);
  });
  const std::string word = "postgres+asyncpg:///app?host=" + folder.path() + "&port=6432";
  check_line(run({word}), 0, "healthy " + word + ": it accepts clients");
  server.join();
  close(listener);
  const Port refusing;
  Server accepting([&answer](Client& client) { client.write(answer), client.read_to(""); });
  const std::string hosts = "127.0.0.1:" + std::to_string(refusing.number()) + ",127.0.0.1:";
  const std::string both = "postgres://" + hosts + std::to_string(accepting.port.number()) + "/app";
  check_line(run({both}), 0, "healthy " + both + ": it accepts clients");
  const std::string first = "postgres://127.0.0.1:" + std::to_string(accepting.port.number()) +
                            ",127.0.0.1:" + std::to_string(refusing.number());
  check_line(run({first}), 0, "healthy " + first + ": it accepts clients");
  const std::string none = "postgres://" + hosts + std::to_string(refusing.number());
  check_line(run({none}), 1,
             "unhealthy " + none + ": connect to 127.0.0.1:" + std::to_string(refusing.number()) +
                 ": Connection refused");
  check_line(run({"-t300ms", both, "pid:1"}), 0,
             "healthy " + both + ": it accepts clients\nhealthy pid:1: alive");
}

TEST_CASE("file: it exists and is young enough") {
  const process::Folder folder;
  const std::string path = folder.path() + "/beat";
  check_line(run({"file:" + path}), 1, "unhealthy file:" + path + ": No such file or directory");
  process::write_file(path, "", 0600);
  const auto age = [&](std::int64_t seconds) {
    timespec now = {};
    clock_gettime(CLOCK_REALTIME, &now);
    const timespec times[] = {now,
                              {.tv_sec = static_cast<time_t>(now.tv_sec - seconds), .tv_nsec = now.tv_nsec}};
    utimensat(AT_FDCWD, path.c_str(), times, 0);
  };
  const auto run_at_100s = [&](const Probe::Words& words) {  // again, if it was 101 s by the time it ended
    Ended ended;
    do {
      age(100);
      ended = run(words);
    } while (ended.time > 900ms);
    return ended;
  };
  check_line(run_at_100s({"file://" + path}), 0, "healthy file://" + path + ": modified 100s ago");
  check_line(run_at_100s({"--max-age=2m", "file:" + path}), 0,
             "healthy file:" + path + ": modified 100s ago");
  check_line(run_at_100s({"-a", "99", "file:" + path}), 1,
             "unhealthy file:" + path + ": not modified for over 99s");
  age(-100);  // a clock that was set back
  const std::string in_future = "file:" + path + ": modified over 1s in the future";
  check_line(run({"-a1", "file:" + path}), 1, "unhealthy " + in_future);
  CHECK(run({"-va1", "file:" + path}).out.starts_with("unhealthy " + in_future + ": 9"));
  CHECK(run({"file:" + path}).exit_code == 0);
  if (sizeof(time_t) == 8) {        // this test's own, which sets the file's time
    age(-(std::int64_t{1} << 34));  // of a time that nanoseconds cannot tell
    check_line(run({"-a1", "file:" + path}), 1, "unhealthy " + in_future);
  }
}

TEST_CASE("pid: alive, a zombie, gone, or named in a file") {
  const process::Folder folder;
  const std::string file = folder.path() + "/pid";
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const std::string number = std::to_string(child);
  process::write_file(file, number + "\n", 0600);
  for (const std::string& word : {"pid:" + number, "pid:" + file, "pid://" + file}) {
    check_line(run({word}), 0, "healthy " + word + ": alive");
  }
  kill(child, SIGKILL);
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);  // it stays a zombie
  check_line(run({"pid:" + number}), 1, "unhealthy pid:" + number + ": it has ended and was not waited for");
  waitpid(child, nullptr, 0);
  check_line(run({"pid:" + file}), 1, "unhealthy pid:" + file + ": No such process");
  check_line(run({"pid:" + file + "x"}), 1, "unhealthy pid:" + file + "x: No such file or directory");
  for (const std::string content : {"", "\n", "x", "12 x", "-1", "0", "99999999999", "x\n1\n"}) {
    process::write_file(file, content, 0600);
    check_line(run({"pid:" + file}), 1, "unhealthy pid:" + file + ": no process is named in the file");
  }
  process::write_file(file, " \t" + std::to_string(getpid()) + " \r\n/var/lib/postgresql/data\n5432\n", 0600);
  check_line(run({"pid:" + file}), 0, "healthy pid:" + file + ": alive");
  process::write_file(file, std::string(126, ' ') + "1999999", 0600);  // only a part of it is read
  check_line(run({"pid:" + file}), 1, "unhealthy pid:" + file + ": no process is named in the file");
  for (const std::string word : {"pid:", "pid:x", "pid:-1", "pid:0", "pid:4194305", "pid:run/x"}) {
    check_misuse(run({word}), word + ": expected a process number or an absolute path");
  }
}

TEST_CASE("pid: a thread is not a process") {
  if (process::is_emulated()) return process::skip("the emulator knows no descriptors of processes");
  std::promise<pid_t> thread;
  std::promise<void> asked;
  std::thread other([&] {
    thread.set_value(static_cast<pid_t>(syscall(SYS_gettid)));
    asked.get_future().wait();
  });
  const std::string word = "pid:" + std::to_string(thread.get_future().get());
  const Ended ended = run({word});
  asked.set_value();
  other.join();
  check_line(ended, 1, "unhealthy " + word + ": it is a thread, not a process");
}

TEST_CASE("sleep: it lasts its time, which --timeout does not limit, unless a signal ends it") {
  const Port refusing;
  const Ended slept = run({"-t100ms", "sleep:300ms"});
  check_line(slept, 0, "healthy sleep:300ms: the time has passed");
  check_in_time(slept, 300ms);
  const Ended both = run({"-t100ms", "sleep:200ms", refusing.url("tcp")});
  CHECK(both.out == "healthy sleep:200ms: the time has passed\nunhealthy " + refusing.url("tcp") +
                        ": connect: Connection refused\n");
  Server silent([](Client& client) { client.read_to(""); });
  const Ended later = run({"-t100ms", "sleep:200ms", silent.port.url("http")});
  CHECK(later.out.ends_with(": no answer within 100ms\n"));
  CHECK(later.time < delay_by_load);
  const Ended before = run({"-w100ms", "-t1m", silent.port.url("http"), "sleep:1m"});
  CHECK(before.out.ends_with(": no answer within 100ms\n"));
  CHECK(before.time < delay_by_load);
  if (process::is_emulated()) return;  // its signals are not probe's
  Probe paused({"sleep:3s"});
  process::until("it sleeps",
                 [&] { return handles_signals(paused.pid()) && process::is_asleep(paused.pid()); });
  kill(paused.pid(), SIGSTOP);
  process::until("it is stopped",
                 [&] { return process::status_field(paused.pid(), "State").starts_with("T"); });
  // While it is stopped, another's time passes: it does not have to be made up for.
  check_line(run({"sleep:3s"}), 0, "healthy sleep:3s: the time has passed");
  const auto start = std::chrono::steady_clock::now();
  kill(paused.pid(), SIGCONT);
  const Ended resumed = paused.end();
  CHECK(std::chrono::steady_clock::now() - start < 3s);
  check_line(resumed, 0, "healthy sleep:3s: the time has passed");
  check_in_time(resumed, 3s);
}

TEST_CASE("sleep: a signal ends it and all that would follow") {
  if (process::is_emulated()) return;  // its signals are not probe's
  const auto interrupted = [](const Probe::Words& words, int signal) {
    Probe probe(words, {}, [signal] { ::signal(signal, SIG_IGN); });
    process::until("it catches signals, and sleeps",
                   [&] { return handles_signals(probe.pid()) && process::is_asleep(probe.pid()); });
    kill(probe.pid(), signal);
    return probe.end();
  };
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    check_line(interrupted({"sleep:1m"}, signal), 0, "healthy sleep:1m: ended early by a signal");
    CHECK(interrupted({"-q", "sleep:0s", "sleep:1m"}, signal).exit_code == 0);
    const std::string name = signal == SIGTERM ? "TERM" : signal == SIGINT ? "INT" : "QUIT";
    const std::string line = "unhealthy sleep:1m: wait: interrupted by " + name;
    check_line(interrupted({"sleep:1m", "pid:1"}, signal), 1, line);
    Probe::Words words = {"sleep:1m", "--"};
    for (const std::string& word : process::child({"exit", "0"})) words.push_back(word);
    const Ended followed = interrupted(words, signal);
    CHECK(followed.exit_code == 1);
    CHECK(followed.err == line + "\n");
  }
}

TEST_CASE("tcp: what is sent and what is expected") {
  Server server([](Client& client) {
    if (client.read_to("\r\n")) client.write("+PONG\r\n"), client.read_to("");
  });
  const std::string url = server.port.url("tcp");
  check_line(run({url, "-d", R"(PING\r\n)", "-e", R"(PONG\r\n)"}), 0,
             "healthy " + url + ": it replied as expected");
  const Ended late = run({"-t200ms", url, "-d", R"(PING\r\n)", "-e", "PANG"});
  check_line(late, 1, "unhealthy " + url + ": receive: no whole answer within 200ms: +PONG\\x0d\\x0a");
  CHECK(server.stop() == "PING\r\nPING\r\n");
  Server closing([](Client& client) { client.write("-ERR \x1b full"); });
  check_line(
      run({closing.port.url("tcp"), "-ePONG"}), 1,
      "unhealthy " + closing.port.url("tcp") + ": the reply does not contain --expect: -ERR \\x1b full");
}

TEST_CASE("tcp: a server that speaks first, and what is expanded and never shown") {
  Server mail([](Client& client) {
    client.write("220 h ESMTP\r\n");
    if (client.read_to("\r\n")) client.write("221 bye\r\n"), client.read_to("");
  });
  const std::string url = mail.port.url("tcp");
  check_line(run({"-e220 ", "-d", R"(QUIT ${SECRET}\r\n)", "-e221 ", url}, {R"(SECRET=a\n)"}), 0,
             "healthy " + url + ": it replied as expected");
  CHECK(mail.stop() == "QUIT a\\n\r\n");
}

TEST_CASE("http: the body, and the line of the PROXY protocol") {
  Server server([](Client& client) {
    if (client.read_to("}")) client.write("HTTP/1.1 200 OK\r\n\r\n"), client.read_to("");
  });
  const std::string url = server.port.url("http");
  check_line(run({"--haproxy-protocol", "-d{}", "-HContent-Type: application/json", url}), 0,
             "healthy " + url + ": 200 OK");
  const std::string request = server.stop();
  CHECK(request.starts_with("PROXY UNKNOWN\r\nPOST / HTTP/1.1\r\n"));
  CHECK(request.ends_with("\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
}

TEST_CASE("--invert: healthy once it is gone, or does not answer in time; misuse stays misuse") {
  const Port refusing;
  const std::string gone = refusing.url("tcp");
  check_line(run({"--invert", gone}), 0, "healthy " + gone + ": connect: Connection refused");
  check_line(run({"--invert", "pid:1"}), 1, "unhealthy pid:1: alive");
  Server silent([](Client& client) { client.read_to(""); });
  const std::string url = silent.port.url("http");
  const Ended late = run({"--invert", "-t200ms", url, gone});
  CHECK(late.exit_code == 0);
  CHECK(late.out == "healthy " + url + ": receive: no answer within 200ms\nhealthy " + gone +
                        ": connect: Connection refused\n");
  CHECK(run({"--invert", "-t200ms", "-w1s", url}).exit_code == 0);
  // Where probe itself cannot ask, nothing is known about the target.
  check_line(run({"--invert", "pid:/tmp"}), 1, "unhealthy pid:/tmp: Is a directory");
  check_line(run({"--invert", "file:/none"}), 0, "healthy file:/none: No such file or directory");
  if (IS_STATIC == 0) return;  // a dynamic binary needs a descriptor to start
  const auto without_descriptors = [] {
    const rlimit limits = {3, 3};
    setrlimit(RLIMIT_NOFILE, &limits);
  };
  check_line(run({"--invert", gone}, {}, without_descriptors), 1,
             "unhealthy " + gone + ": connect: Too many open files");
  check_line(run({"--invert", "-d" + std::string(16400, 'x'), "http://127.0.0.1:1/"}), 1,
             "unhealthy http://127.0.0.1:1/: send: the request is over 16 KiB");
  check_line(run({"pid:1"}, {"PROBE_MAX_AGE=1", "PROBE_SEND=x"}), 0, "healthy pid:1: alive");
}

}  // namespace
