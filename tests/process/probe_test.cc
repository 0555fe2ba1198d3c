// The real probe against real servers, good and bad.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <future>
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

TEST_CASE("200 is healthy, 503 is not") {
  Server good(answers(ok));
  const std::string url = good.port.url("http", "/healthz");
  check_line(run({url}), 0, "healthy " + url + ": 200 OK");
  const std::string host = good.port.host() + ":" + std::to_string(good.port.number());
  CHECK(good.stop() == "GET /healthz HTTP/1.1\r\nHost: " + host +
                           "\r\nUser-Agent: probe/" PROJECT_VERSION
                           "\r\nAccept: */*\r\nConnection: close\r\n\r\n");

  Server busy(answers("HTTP/1.1 503 Service Unavailable\r\n\r\n"));
  const std::string busy_url = busy.port.url("http");
  check_line(run({busy_url}), 1, "unhealthy " + busy_url + ": 503 Service Unavailable");
  check_line(run({"--status=503", busy_url}), 0, "healthy " + busy_url + ": 503 Service Unavailable");
}

TEST_CASE("options change the request") {
  Server server(answers(ok));
  const std::string url = server.port.url("http");
  const Ended ended =
      run({"-q", "-XHEAD", "-HHost: example.org", "-A", "", "--header", "X-Token: ${TOKEN}", url},
          {"TOKEN=secret", "PROBE_HEADER=Accept: text/html\nX-B: c"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.out + ended.err == "");
  CHECK(server.stop() ==
        "HEAD / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n"
        "Accept: text/html\r\nX-B: c\r\nX-Token: secret\r\n\r\n");
}

TEST_CASE("a target that refuses connections is unhealthy") {
  const Port port;
  for (const char* const scheme : {"http", "tcp"}) {
    check_line(run({port.url(scheme)}), 1, "unhealthy " + port.url(scheme) + ": connect: Connection refused");
  }
}

TEST_CASE("tcp is healthy when it connects, and sends nothing") {
  Server server([](Client& client) { client.read_to(""); });
  check_line(run({server.port.url("tcp")}), 0, "healthy " + server.port.url("tcp") + ": connected");
  CHECK(server.stop() == "");
}

TEST_CASE("IPv6, and localhost that only one family serves") {
  Server server(answers(ok), AF_INET6);
  if (!server.port.is_bound()) return process::skip("this machine has no ::1");
  check_line(run({server.port.url("http")}), 0, "healthy " + server.port.url("http") + ": 200 OK");
  const Port refusing(AF_INET, server.port.number());
  if (!refusing.is_bound()) return;  // another process has it, and might answer
  for (const std::string host : {"localhost", ""}) {
    const std::string url = "http://" + host + ":" + std::to_string(server.port.number());
    check_line(run({url}), 0, "healthy " + url + ": 200 OK");
  }
}

TEST_CASE("if every address of localhost refuses, the first one is reported") {
  const Port port;
  const Port other(AF_INET6, port.number());
  const std::string url = "tcp://localhost:" + std::to_string(port.number());
  check_line(run({url}), 1, "unhealthy " + url + ": connect to 127.0.0.1: Connection refused");
}

TEST_CASE("silence ends with the deadline") {
  Server silent([](Client& client) { client.read_to(""); });
  const std::string url = silent.port.url("http");
  const Ended ended = run({"--timeout=300ms", url});
  check_line(ended, 1, "unhealthy " + url + ": receive: no answer within 300ms");
  check_in_time(ended, 300ms);
  const Ended quiet = run({"-q", url}, {"PROBE_TIMEOUT=100ms"});
  CHECK(quiet.exit_code == 1);
  CHECK(quiet.out + quiet.err == "");
  check_in_time(quiet, 100ms);
}

TEST_CASE("a byte now and then does not move the deadline") {
  Server dripping([](Client& client) {
    if (!client.read_request()) return;
    const std::string head = "HTTP/1.1 100 Continue\r\n";
    for (std::size_t i = 0; client.write(i < head.size() ? head.substr(i, 1) : "x") && !client.has_news(50);)
      ++i;
  });
  const std::string url = dripping.port.url("http");
  const Ended ended = run({"-t0.4", url});
  CHECK(ended.exit_code == 1);
  CHECK(ended.out.starts_with("unhealthy " + url + ": receive: no whole answer within 400ms: HTTP"));
  check_in_time(ended, 400ms);
}

TEST_CASE("a time that is over at once is not exceeded by the interval of the timer") {
  Server silent([](Client& client) { client.read_to(""); });
  std::chrono::milliseconds fastest = 10s;
  for (int i = 0; i < 5; ++i) {
    const Ended ended = run({"-t0.001ms", silent.port.url("http")});
    CHECK(ended.exit_code == 1);
    fastest = std::min(fastest, ended.time);
  }
  if (!process::is_emulated()) CHECK(fastest < 90ms);
}

TEST_CASE("a file that may not grow costs the line, but not the exit code") {
  const process::Folder folder;
  const auto prepare = [&] {
    const int file = open((folder.path() + "/out").c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(file, STDOUT_FILENO);
    const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_FSIZE, &none);
  };
  CHECK(run({"file:/"}, {}, prepare).exit_code == 0);
  CHECK(run({"file:/missing"}, {}, prepare).exit_code == 1);
}

TEST_CASE("a full listen queue ends with the deadline") {
  Port port;
  std::vector<int> clients;
  const bool is_full = port.fill_queue(clients);
  if (is_full) {
    const Ended ended = run({"-t", "300ms", port.url("http")});
    check_line(ended, 1, "unhealthy " + port.url("http") + ": connect: no answer within 300ms");
    check_in_time(ended, 300ms);
  } else {
    process::skip("the listen queue never fills here");
  }
  for (const int client : clients) close(client);
}

TEST_CASE("probe names what a broken or hostile server did") {
  const std::string endless(std::size_t{64} * 1024, 'x');
  struct {
    Server::Behaviour behave;
    const char* why;
  } const rows[] = {
      {[](Client& client) { client.reset(); }, nullptr},  // how far probe is by then is not known
      {[](Client& client) { client.read_request(), client.reset(); }, "receive: Connection reset by peer"},
      {[](Client& client) { client.read_request(); }, "receive: closed without an answer"},
      {[](Client& client) { client.read_request(), client.write("HTTP/1.1 200 O"); },
       "receive: closed within the answer"},
      {answers(std::string(100, '\0')), "not HTTP: \\x00\\x00"},
      {answers({"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64", 15}),
       "it speaks HTTP/2: use --http2-prior-knowledge or grpc://"},
      {answers("<html>HTTP/0.9 has no status</html>"), "not HTTP: <html>HTTP/0.9 has no status</html>"},
      {answers("HTTP/1.1 103 Early Hints\r\nX: " + std::string(5'000'000, 'x') + std::string(5'000'000, 'x') +
               "\r\n\r\n"),
       "receive: no verdict in the first 64 KiB"},
      {answers({"\x15\x03\x03\x00\x02\x02\x46", 7}), "it speaks TLS, not HTTP"},
      {answers("220 mail \x1b[31m\xff\r\n"), "not HTTP: 220 mail \\x1b[31m\\xff"},
      {[&](Client& client) {
         client.read_request();
         client.write("HTTP/1.1 100 Continue\r\n");
         while (client.write(endless)) {
         }
       },
       "receive: no verdict in the first 64 KiB"},
      {[&](Client& client) {
         client.read_request(), client.write("HTTP/1.1 500 " + endless), client.read_to("");
       },
       "500 xxxxxxxx"},
  };
  for (const auto& row : rows) {
    Server server(row.behave);
    const std::string url = server.port.url("http");
    const Ended ended = run({url});
    CHECK(ended.exit_code == 1);
    CHECK(ended.err == "");
    CHECK(ended.out.size() < 300);
    CHECK(ended.out.find('\n') == ended.out.size() - 1);
    CHECK(ended.out.starts_with("unhealthy " + url + ": "));
    if (row.why != nullptr) CHECK(ended.out.starts_with("unhealthy " + url + ": " + row.why));
  }
}

TEST_CASE("after the verdict, an answer is read to its end for a tenth of the time, 10 KiB at most") {
  const std::string endless(std::size_t{64} * 1024, 'x');
  Server server([&](Client& client) {
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\n");
    while (client.write(endless)) {
    }
  });
  CHECK(run({server.port.url("http")}).exit_code == 0);
  Server open([](Client& client) {  // as server-sent events
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    client.read_to("");
  });
  const std::string url = open.port.url("http");
  const Ended ended = run({"-t3s", url});
  check_line(ended, 0, "healthy " + url + ": 200 OK");
  CHECK(ended.time >= 300ms);
  CHECK(ended.time < 3s);
  // All targets together have that tenth: with one for each, there would be no time for the last ones.
  Probe::Words many(20, url);
  many.emplace_back("-t5s");
  CHECK(run(many).exit_code == 0);
  Server kept([](Client& client) {  // it keeps the connection, but the answer has an end
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    client.write("ok");
    client.read_to("");
  });
  CHECK(run({"-t100s", kept.port.url("http")}).time < 10s);
}

TEST_CASE("a server that writes its body later is not reset") {
  std::promise<bool> is_written;
  Server server([&](Client& client) {
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nb");
    bool is_there = !client.has_news(50) && client.write("od");
    is_there = is_there && !client.has_news(50) && client.write("y\n");
    is_written.set_value(is_there);
  });
  CHECK(run({"-t20s", server.port.url("http")}).exit_code == 0);
  CHECK(is_written.get_future().get());
}

TEST_CASE("the verdict needs no standard descriptors, and no server is sent a line") {
  Server server(answers(ok));
  Server silent([](Client& client) { client.read_to(""); });
  const Port refusing;
  const std::string good = server.port.url("http", "/x");
  for (const int first_open : {STDIN_FILENO, STDOUT_FILENO}) {
    const auto close_them = [first_open] {
      for (int descriptor = first_open; descriptor <= STDERR_FILENO; ++descriptor) close(descriptor);
    };
    CHECK(run({good}, {}, close_them).exit_code == 0);
    CHECK(run({good, server.port.url("tcp")}, {}, close_them).exit_code == 0);
    CHECK(run({refusing.url("http")}, {}, close_them).exit_code == 1);
    CHECK(run({"-t50ms", silent.port.url("tcp"), silent.port.url("http")}, {}, close_them).exit_code == 1);
  }
  const auto close_stdout = [] { close(STDOUT_FILENO); };
  CHECK(run({good}, {}, close_stdout).exit_code == 0);
  CHECK(server.stop().find("healthy") == std::string::npos);
  CHECK(silent.stop().find("healthy") == std::string::npos);
}

TEST_CASE("the exit code of a verdict is the same if its line cannot be written") {
  std::array<int, 2> broken{};
  REQUIRE(pipe2(broken.data(), O_CLOEXEC) == 0);
  close(broken[0]);
  const auto break_stdout = [&] { dup2(broken[1], STDOUT_FILENO); };
  Server server(answers(ok));
  const Port refusing;
  CHECK(run({server.port.url("http")}, {}, break_stdout).exit_code == 0);
  CHECK(run({refusing.url("http")}, {}, break_stdout).exit_code == 1);
  CHECK(run({"--help"}, {}, break_stdout).exit_code == 1);
  close(broken[1]);
}

TEST_CASE("a full pipe does not delay the verdict") {
  std::array<int, 2> full{};
  REQUIRE(pipe2(full.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  while (write(full[1], "x", 1) == 1) {
  }
  fcntl(full[1], F_SETFL, 0);
  const auto fill_stdout = [&] { dup2(full[1], STDOUT_FILENO); };
  Server server(answers(ok));
  CHECK(run({server.port.url("http")}, {}, fill_stdout).exit_code == 0);
  close(full[0]);
  close(full[1]);
}

TEST_CASE("the deadline holds whatever signals were blocked or ignored") {
  Server server(answers(ok));
  Server silent([](Client& client) { client.read_to(""); });
  const auto block = [] {
    sigset_t signals;
    sigfillset(&signals);
    sigprocmask(SIG_SETMASK, &signals, nullptr);
  };
  const auto block_and_raise = [block] {
    block();
    raise(SIGALRM);  // it is pending when probe starts
  };
  const auto ignore = [] {
    signal(SIGALRM, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
  };
  const std::string url = silent.port.url("http");
  for (const std::function<void()>& prepare : {std::function<void()>(block), {block_and_raise}, {ignore}}) {
    CHECK(run({server.port.url("http")}, {}, prepare).exit_code == 0);
    const Ended ended = run({"-t200ms", url}, {}, prepare);
    check_line(ended, 1, "unhealthy " + url + ": receive: no answer within 200ms");
    check_in_time(ended, 200ms);
  }
}

TEST_CASE("TERM and INT end probe at once, but ALRM from another process does not") {
  const struct {
    int signal;
    const char* name;
  } rows[] = {{SIGTERM, "TERM"}, {SIGINT, "INT"}, {SIGQUIT, "QUIT"}};
  for (const auto& row : rows) {
    std::promise<void> asked;
    Server silent([&](Client& client) {
      client.read_request();
      asked.set_value();
      client.read_to("");
    });
    const std::string url = silent.port.url("http");
    Probe probe({"-t1m", url}, {}, [] { signal(SIGTERM, SIG_IGN); });
    asked.get_future().wait();
    kill(probe.pid(), SIGALRM);
    kill(probe.pid(), row.signal);
    const Ended ended = probe.end();  // while it sends or receives: a test cannot know which
    CHECK(ended.exit_code == 1);
    CHECK(ended.out.starts_with("unhealthy " + url + ": "));
    CHECK(ended.out.ends_with(std::string(": interrupted by ") + row.name + "\n"));
  }
}

TEST_CASE("probe keeps its deadline to some milliseconds") {
#ifdef __x86_64__
  if (!process::is_shipped_build()) return process::skip("it is the static binary's promise");
  Server silent([](Client& client) { client.read_to(""); });
  std::chrono::milliseconds best = 1h;
  for (int i = 0; i < 20 && best >= 150ms; ++i)
    best = std::min(best, run({"-t100ms", silent.port.url("http")}).time);
  CHECK(best >= 100ms);
  CHECK(best < 150ms);
#else
  process::skip("the limit is for amd64");
#endif
}

TEST_CASE("several targets: all are healthy, or the first unhealthy one decides") {
  Server server(answers(ok));
  const Port refusing;
  const std::string http = server.port.url("http");
  const std::string tcp = server.port.url("tcp");
  const std::string bad = refusing.url("tcp");
  const std::string http_line = "healthy " + http + ": 200 OK";
  const std::string tcp_line = "healthy " + tcp + ": connected";
  const std::string bad_line = "unhealthy " + bad + ": connect: Connection refused";
  check_line(run({http, tcp}), 0, http_line + "\n" + tcp_line);
  check_line(run({http, bad, tcp}), 1, http_line + "\n" + bad_line);
  check_line(run({}, {"PROBE_TARGET= " + http + "\n" + tcp}), 0, http_line + "\n" + tcp_line);
  check_line(run({tcp}, {"PROBE_TARGET=" + bad}), 0, tcp_line);
}

TEST_CASE("several targets share one deadline") {
  Server silent([](Client& client) { client.read_to(""); });
  Server slow([](Client& client) {
    if (client.read_request() && !client.has_news(600)) client.write(ok);
  });
  const std::string url = slow.port.url("http");
  const Ended ended = run({"-t1s", url, url});
  check_line(ended, 1, "healthy " + url + ": 200 OK\nunhealthy " + url + ": receive: no answer within 1s");
  check_in_time(ended, 1s);
}

TEST_CASE("variables are replaced without a shell") {
  Server server(answers(ok));
  const std::string url = server.port.url("http", "/x");
  const std::string port = std::to_string(server.port.number());
  check_line(run({"http://127.0.0.1:${PORT:-1}/x"}, {"PORT=" + port}), 0, "healthy " + url + ": 200 OK");
  check_line(run({"http://127.0.0.1:${PORT:-" + port + "}/x"}), 0, "healthy " + url + ": 200 OK");
}

TEST_CASE("probe prints its version, and installs itself") {
  check_line(run({"--version"}), 0, "probe version " PROJECT_VERSION);
  check_line(run({"-l"}), 0,
             "MIT License. Copyright (c) 2026 the aupair authors. No warranty.\n"
             "Contains musl: MIT License. Copyright (c) 2005-2020 Rich Felker, et al.");
  CHECK(run({"--help"}).out.find("--timeout=TIME") != std::string::npos);
  std::string folder = "/tmp/probe_test.XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  CHECK(run({"--install=" + folder}).exit_code == 0);
  CHECK(access((folder + "/probe").c_str(), X_OK) == 0);
  CHECK(run({"--install=" + folder + "/none/probe"}).err ==
        "probe: " + folder + "/none/probe: No such file or directory\n");
  unlink((folder + "/probe").c_str());
  rmdir(folder.c_str());
}

}  // namespace
