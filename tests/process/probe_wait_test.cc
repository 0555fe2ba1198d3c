// The real probe with --wait, a PROGRAM, redirects and --verbose.
#include <fcntl.h>
#include <sys/resource.h>

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "doctest.h"
#include "places.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Adds a PROGRAM, a child in a role, to the words of a command line.
Probe::Words with_program(Probe::Words words, const process::Words& role) {
  words.emplace_back("--");
  for (const std::string& word : process::child(role)) words.push_back(word);
  return words;
}

TEST_CASE("--wait asks again until the target is healthy, and reports it") {
  int asked = 0;
  Server server([&](Client& client) {
    client.read_request();
    client.write(++asked < 4 ? "HTTP/1.1 503 Busy\r\n\r\n" : ok);
    client.read_to("");
  });
  const std::string url = server.port.url("http");
  check_line(run({"--wait=30s", "--interval=20ms", url}), 0,
             "waiting " + url + ": 503 Busy\nhealthy " + url + ": 200 OK");
  server.stop();
  CHECK(asked == 4);
}

TEST_CASE("--wait ends when its time is up, with the last result") {
  const Port refusing;
  const std::string url = refusing.url("tcp");
  const Ended ended = run({"-w300ms", "-i50ms", url});
  check_line(ended, 1,
             "waiting " + url + ": connect: Connection refused\nunhealthy " + url +
                 ": connect: Connection refused (gave up after 300ms)");
  CHECK(ended.time >= 290ms);
  CHECK(ended.time < delay_by_load);
  int asked = 0;
  Server late([&](Client& client) {
    client.read_request();
    client.write(++asked < 2 ? "HTTP/1.1 503 Busy\r\n\r\n" : ok);
    client.read_to("");
  });
  CHECK(run({"-w3s", "-i4s", late.port.url("http")}).exit_code == 0);  // no whole interval fits
}

TEST_CASE("with --wait a silent server costs one --timeout, not the whole time") {
  int asked = 0;
  Server server([&](Client& client) {
    client.read_request();
    if (++asked >= 3) client.write(ok);
    client.read_to("");
  });
  const std::string url = server.port.url("http");
  check_line(run({"-w30s", "-t300ms", "-i1ms", url}), 0,
             "waiting " + url + ": receive: no answer within 300ms\nhealthy " + url + ": 200 OK");
  Server silent([](Client& client) { client.read_to(""); });
  const Ended ended = run({"-w300ms", "-t10s", silent.port.url("http")});
  check_line(ended, 1, "unhealthy " + silent.port.url("http") + ": receive: no answer within 300ms");
  check_in_time(ended, 300ms);
}

TEST_CASE("--wait waits for files and processes too, and TERM ends it") {
  const process::Folder folder;
  const std::string path = folder.path() + "/ready";
  Probe probe({"-w1m", "-i20ms", "file:" + path});
  Probe interrupted({"-w1m", "-i50s", "file:" + path + "x"});
  process::until("it waits",
                 [&] { return handles_signals(interrupted.pid()) && process::is_asleep(interrupted.pid()); });
  process::write_file(path, "", 0600);
  const Ended ended = probe.end();
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.ends_with("healthy file:" + path + ": modified 0s ago\n"));
  kill(interrupted.pid(), SIGTERM);
  check_line(interrupted.end(), 1,
             "waiting file:" + path + "x: No such file or directory\nunhealthy file:" + path +
                 "x: wait: interrupted by TERM");
}

TEST_CASE("probe becomes the program, once every target is healthy") {
  Server server(answers(ok));
  const Port refusing;
  const std::string url = server.port.url("http");
  const Ended good = run(with_program({url, "-w1m"}, {"print", "-x", "--", url}));
  CHECK(good.exit_code == 0);
  CHECK(good.out == "<-x>\n<-->\n<" + url + ">\n");  // stdout is the program's
  CHECK(good.err == "healthy " + url + ": 200 OK\n");
  CHECK(run(with_program({"-q", url}, {"exit", "7"})).exit_code == 7);
  CHECK(run(with_program({"-q"}, {"exit", "8"}), {"PROBE_TARGET=" + url}).exit_code == 8);
  const Ended bad = run(with_program({url, refusing.url("tcp")}, {"exit", "7"}));
  CHECK(bad.exit_code == 1);
  CHECK(bad.out.empty());
  const Ended missing = run({"-q", url, "--", "/not/there"});
  CHECK(missing.exit_code == 1);
  CHECK(missing.err == "probe: /not/there: No such file or directory\n");
  const process::Folder folder;
  const std::string script = folder.path() + "/script";
  process::write_file(script, "#!/no/shell\n", 0755);
  const Ended lost = run({"-q", url, "--", script});
  CHECK(lost.exit_code == 1);
  CHECK(lost.err == "probe: " + script + ": its interpreter /no/shell is missing in this image\n");
  const Ended found = run({"-q", url, "--", "script"}, {"PATH=/none:" + folder.path()});
  CHECK(found.err == lost.err);
}

TEST_CASE("the program gets the signals and descriptors that probe was given, and no timer") {
  Server server(answers(ok));
  const auto prepare = [] {
    signal(SIGTERM, SIG_IGN);
    signal(SIGALRM, SIG_IGN);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_SETMASK, &signals, nullptr);
    for (int descriptor = 3; descriptor < 64; ++descriptor) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    close(STDIN_FILENO);
  };
  const Ended ended = run(with_program({"-q", server.port.url("http")}, {"state"}), {}, prepare);
  CHECK(ended.out.starts_with("blocked 202\nignored 6000\n"));  // INT, USR1; ALRM, TERM; SIGPIPE is not
  if (!process::is_emulated()) CHECK(ended.out.find("\ndescriptors 1 2\n") != std::string::npos);
  CHECK(ended.out.find("\ntimer is set 0\n") != std::string::npos);
}

TEST_CASE("a line that could not be written does not end the program that follows") {
  Server server(answers(ok));
  const process::Folder folder;
  const auto prepare = [&] {  // a write is answered with XFSZ
    const int file = open((folder.path() + "/out").c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(file, STDERR_FILENO);
    constexpr rlimit none = {};
    setrlimit(RLIMIT_FSIZE, &none);
  };
  const Ended ended = run(with_program({server.port.url("http")}, {"state"}), {}, prepare);
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.starts_with("blocked 0\n"));
}

/// A listener on 127.0.0.2 whose queue is full: it drops packets of new clients.
class UnresponsiveListener {
 public:
  explicit UnresponsiveListener(int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    descriptors_.push_back(listener);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    listen(listener, 0);
    for (int i = 0; i < 64 && !is_full; ++i) {
      const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      descriptors_.push_back(client);
      (void)!connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
      pollfd connected = {.fd = client, .events = POLLOUT, .revents = 0};
      is_full = poll(&connected, 1, 0) == 0;
    }
  }
  ~UnresponsiveListener() {
    for (const int descriptor : descriptors_) close(descriptor);
  }
  UnresponsiveListener(const UnresponsiveListener&) = delete;
  UnresponsiveListener& operator=(const UnresponsiveListener&) = delete;

  bool is_full = false;

 private:
  std::vector<int> descriptors_;
};

TEST_CASE("if an address does not answer, there is time for the next") {
  if (!can_enter_place()) return;
  Server server(answers(ok));
  const UnresponsiveListener listener(server.port.number());
  if (!listener.is_full) return process::skip("no listener can be filled here");
  const process::Folder folder;
  const std::string hosts = folder.path() + "/hosts";
  process::write_file(hosts, "127.0.0.2 two\n127.0.0.1 two\n", 0644);
  const std::string url = "http://two:" + std::to_string(server.port.number());
  const auto with_hosts = [&] {
    enter_place();
    put_in_place(hosts, "/etc/hosts");
  };
  check_line(run({"-t1s", url}, {}, with_hosts), 0, "healthy " + url + ": 200 OK");
  process::write_file(hosts, "127.0.0.2 two\n127.0.0.3 two\n", 0644);  // and no server listens there
  check_line(run({"-t1s", url}, {}, with_hosts), 1,
             "unhealthy " + url + ": connect to 127.0.0.3: Connection refused");
}

/// Enters a network of its own, in which probe itself holds the port of name servers. `file` is a resolv.conf
/// that names that port's address.
void enter_network_with_silent_name_server(const std::string& file) {
  enter_place(true);
  put_in_place(file, "/etc/resolv.conf");
  sockaddr_in names = {};
  names.sin_family = AF_INET;
  names.sin_port = htons(53);
  names.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int silent = socket(AF_INET, SOCK_DGRAM, 0);
  must(bind(silent, reinterpret_cast<const sockaddr*>(&names), sizeof names) == 0);
}

TEST_CASE("a silent name server ends with the deadline") {
  if (!can_enter_place(true)) return;
  const process::Folder folder;
  const std::string file = folder.path() + "/resolv.conf";
  process::write_file(file, "nameserver 127.0.0.1\n", 0644);
  const Ended ended =
      run({"-t300ms", "http://nobody.example/"}, {}, [&] { enter_network_with_silent_name_server(file); });
  check_line(ended, 1, "unhealthy http://nobody.example/: resolve: no answer within 300ms");
  check_in_time(ended, 300ms);
}

/// Leaves little room for the stack, which is all of probe's memory.
void limit_stack() {
  const rlimit limits = {.rlim_cur = 256 << 10, .rlim_max = RLIM_INFINITY};
  must(setrlimit(RLIMIT_STACK, &limits) == 0);
}

TEST_CASE("a stack of 256 KiB is enough") {
  if (!process::is_shipped_build()) return process::skip("sanitizers need more");
  Server server(answers(ok));
  CHECK(run({server.port.url("http")}, {}, limit_stack).exit_code == 0);
  CHECK(run({}, {"PROBE_TARGET=" + server.port.url("http"), "PROBE_HEADER=A: b"}, limit_stack).exit_code ==
        0);
  check_line(run({server.port.url("grpc")}, {}, limit_stack), 1,
             "unhealthy " + server.port.url("grpc") + ": it speaks HTTP/1, not gRPC: HTTP/1.1 200 OK");
}

TEST_CASE("-4 and -6 do not use the other family") {
  Server four(answers(ok));
  const std::string url = "http://localhost:" + std::to_string(four.port.number());
  check_line(run({"-4", url}), 0, "healthy " + url + ": 200 OK");
  const Ended six = run({"-6", url});
  CHECK(six.exit_code == 1);
  CHECK(six.out.find("connect to ::1: ") != std::string::npos);
  CHECK(run({"--ipv6", four.port.url("http")}).exit_code == 1);  // its address is of the other family
}

TEST_CASE("probe reports that no descriptor is left") {
  if (!process::is_shipped_build()) return process::skip("only the static binary needs none to start");
  const Port refusing;
  const auto prepare = [] {
    const rlimit none = {3, 3};
    setrlimit(RLIMIT_NOFILE, &none);
  };
  check_line(run({refusing.url("tcp")}, {}, prepare), 1,
             "unhealthy " + refusing.url("tcp") + ": connect: Too many open files");
}

TEST_CASE("as PID 1 it keeps its deadline and is ended by TERM") {
  if (!process::can_be_pid1()) return;
  Server silent([](Client& client) { client.read_to(""); });
  const std::string url = silent.port.url("http");
  process::Init late({.options = {"-t200ms", url}, .is_pid1 = true, .binary = PROBE_BINARY});
  CHECK(late.output() == "unhealthy " + url + ": receive: no answer within 200ms\n");
  CHECK(late.exit_code() == 1);
  process::Init probe(
      {.options = {"-w1m", "-i50s", "file:/not/there"}, .is_pid1 = true, .binary = PROBE_BINARY});
  probe.await("waiting file:/not/there: No such file or directory");
  probe.send(SIGTERM);
  CHECK(probe.exit_code() == 1);
}

TEST_CASE("redirects are followed as kubelet follows them") {
  Server server([](Client& client) {
    if (!client.read_request()) return;
    const std::string request = client.received.substr(client.received.rfind("GET "));
    const std::string path = request.substr(4, request.find(' ', 4) - 4);
    const std::size_t query = path.find("?loc=");
    if (path == "/success") {
      client.write(ok);
    } else if (path == "/fail") {
      client.write("HTTP/1.1 500 Fail\r\n\r\n");
    } else if (path == "/host") {
      const bool is_kept = request.find("\r\nHost: www.success.com\r\n") != std::string::npos;
      client.write(is_kept ? ok : "HTTP/1.1 400 Other Host\r\n\r\n");
    } else if (path == "/loop") {
      client.write("HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n");
    } else if (query != std::string::npos) {
      client.write("HTTP/1.1 302 Found\r\nLocation: " + path.substr(query + 5) + "\r\n\r\n");
    }
    client.read_to("");
  });
  const std::string url = server.port.url("http");
  const Port refusing;
  Server closing([](Client& client) { client.read_request(); });
  const struct {
    std::string location;
    int exit_code;
    std::string why;
  } rows[] = {
      {"/success", 0, "200 OK"},
      {"/fail", 1, "500 Fail"},
      {url + "/success", 0, "200 OK"},
      // another port of the same host
      {refusing.url("http", "/x"), 1,
       "connect to 127.0.0.1:" + std::to_string(refusing.number()) + ": Connection refused"},
      {closing.port.url("http", "/x"), 1,
       "receive from 127.0.0.1:" + std::to_string(closing.port.number()) + ": closed without an answer"},
      {"http://0.0.0.0/fail", 0, "302 Found"},  // another host: a warning to kubelet
      {"/loop", 1, "it redirects more than 10 times: /loop"},
      {"/host", 0, "200 OK"},
      {url + "/host", 1, "400 Other Host"},
      {url + "/?loc=/host", 1, "400 Other Host"},  // an absolute one, and then one that is not
  };
  for (const auto& row : rows) {
    const std::string word = url + "/?loc=" + row.location;
    const Ended ended = run({"-L", "-HHost: www.success.com", word});
    CHECK(ended.exit_code == row.exit_code);
    CHECK(ended.out.ends_with(": " + row.why + "\n"));
  }
  check_line(run({url + "/?loc=/fail"}), 0, "healthy " + url + "/?loc=/fail: 302 Found");  // without -L
}

TEST_CASE("ten redirects are followed, with the login") {
  Server server([](Client& client) {
    if (!client.read_request()) return;
    const std::string request = client.received.substr(client.received.rfind("GET "));
    const std::string path = request.substr(4, request.find(' ', 4) - 4);
    const int left = std::stoi(path.substr(1));
    if (left > 0) {
      client.write("HTTP/1.1 302 Found\r\nLocation: /" + std::to_string(left - 1) + "\r\n\r\n");
    } else {
      client.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(request.size()) + "\r\n\r\n" +
                   request);
    }
    client.read_to("");
  });
  const std::string target = "http://user:secret@127.0.0.1:" + std::to_string(server.port.number());
  CHECK(run({"-L", "-e", "Authorization: Basic dXNlcjpzZWNyZXQ=", target + "/10"}).exit_code == 0);
  const Ended eleven = run({"-L", target + "/11"});
  CHECK(eleven.exit_code == 1);
  CHECK(eleven.out.find("it redirects more than 10 times: /0") != std::string::npos);
}

TEST_CASE("redirects lead to another port of the host, with headers and login") {
  Server other(answers(ok));
  const std::string location = other.port.url("http", "/there");
  Server server(answers("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n"));
  const std::string url = "http://user:secret@127.0.0.1:" + std::to_string(server.port.number());
  CHECK(run({"-L", "-HX-Key: 1", url}).exit_code == 0);
  const std::string asked = other.stop();
  CHECK(asked.starts_with("GET /there HTTP/1.1\r\n"));
  CHECK(asked.find("\r\nX-Key: 1\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\n") != std::string::npos);
}

TEST_CASE("--verbose shows the address, the time and the head") {
  Server server(answers("HTTP/1.1 200 OK\r\nX: \x1b[31m\r\nContent-Length: 4\r\n\r\nbody"));
  const std::string url = "http://localhost:" + std::to_string(server.port.number());
  const Ended ended = run({"-v", url});
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.starts_with("healthy " + url + ": 200 OK (127.0.0.1, "));
  CHECK(ended.out.ends_with("us)\n  HTTP/1.1 200 OK\n  X: \\x1b[31m\n  Content-Length: 4\n"));
}

TEST_CASE("the output is less than Docker keeps, and the last line is the verdict") {
  const std::string endless = "HTTP/1.1 200 OK\r\n" + [] {
    std::string lines;
    for (int i = 0; i < 500; ++i) lines += "X-" + std::string(100, 'x') + ": y\r\n";
    return lines;
  }();
  Server server(answers(endless + "\r\n"));
  const Port refusing;
  Probe::Words words(31, server.port.url("http", "/" + std::string(100, 'p')));
  words.push_back(refusing.url("tcp"));
  words.emplace_back("-v");
  const Ended ended = run(words);
  CHECK(ended.exit_code == 1);
  CHECK(ended.out.size() < 4096);
  CHECK(ended.out.size() > 3000);
  const std::size_t last = ended.out.rfind('\n', ended.out.size() - 2) + 1;
  CHECK(ended.out.substr(last).starts_with("unhealthy " + refusing.url("tcp")));
}

}  // namespace
