// The real probe, asking scripted name servers and a real one, in a network of its own.
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "doctest.h"
#include "name_servers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

const Zone zone = {
    {"four.test", {{"127.0.0.4"}}},
    {"six.test", {{"::1"}}},
    {"both.test", {{"::1"}, {"127.0.0.4"}}},
    {"empty.test", {}},
    {"chain.test", {{"127.0.0.5", "end.test"}, {"end.test", "middle.test"}, {"middle.test"}}},
    {"dangling.test", {{"end.test"}}},
};

/// Connects to port 1 of a name, which has no server, so that the line shows the address.
Ended ask(NamePlace& place, const std::string& name, Probe::Words options = {}) {
  options.push_back("tcp://" + name + ":1");
  return run(options, {}, [&] { place.enter(); });
}

/// How long a silent server would be waited for, with --timeout=20s or more.
constexpr std::chrono::seconds turn{5};

std::string refused_at(const std::string& address) {
  return "connect to " + address + ": Connection refused";
}

void check_found(const Ended& ended, const std::string& name, const std::string& what) {
  CAPTURE(name);
  check_line(ended, 1, "unhealthy tcp://" + name + ":1: " + what);
}

TEST_CASE("a name has the addresses that its name server knows") {
  if (!can_enter_place(true)) return;
  const struct {
    std::string name;
    std::string what;
    Probe::Words options = {};
  } rows[] = {
      {"four.test", refused_at("127.0.0.4")},
      {"four.test.", refused_at("127.0.0.4")},
      {"six.test", refused_at("::1")},
      {"both.test", refused_at("127.0.0.4")},  // the first of them
      {"both.test", refused_at("127.0.0.4"), {"-4"}},
      {"both.test", refused_at("::1"), {"-6"}},
      {"chain.test", refused_at("127.0.0.5")},
      {"nobody.test", "resolve: no such host"},
      {"a..b", "resolve: no such host"},
      {std::string(64, 'x') + ".test", "resolve: no such host"},
      {"empty.test", "resolve: the host has no address"},
      {"dangling.test", "resolve: the host has no address"},
      {"four.test", "resolve: the host has no address of that family", {"-6"}},
      {"10.1", "resolve: not an address"},
      {"1.2.3.4.5", "resolve: not an address"},
      {"010.0.0.1", "resolve: not an address"},
      {"[::1%25none]", "resolve: no such interface"},
      {"[::1%25lo]", "connect: Connection refused"},
      {"[::ffff:127.0.0.1]", "connect: Connection refused"},
      {"[1.2:3]", "resolve: not an address"},
      {"127.0.0.1", "resolve: the host has no address of that family", {"-6"}},
  };
  for (const char* const server : {"127.0.0.1", "::1", "::1%lo"}) {
    NamePlace place(std::string("nameserver ") + server + "\n", knows(zone));
    for (const auto& row : rows) check_found(ask(place, row.name, row.options), row.name, row.what);
  }
}

TEST_CASE("only what is wanted is asked for, both at once") {
  if (!can_enter_place(true)) return;
  const struct {
    Probe::Words options;
    std::string asked;
  } rows[] = {
      {{}, "1 both.test A\n1 both.test AAAA\n"},
      {{"-4"}, "1 both.test A\n"},
      {{"-6"}, "1 both.test AAAA\n"},
  };
  for (const auto& row : rows) {
    NamePlace place("nameserver 127.0.0.1\n", knows(zone));
    ask(place, "both.test", row.options);
    CHECK(place.asked() == row.asked);
  }
}

TEST_CASE("/etc/hosts is read before name servers are asked") {
  if (!can_enter_place(true)) return;
  NamePlace place("nameserver 127.0.0.1\n", knows(zone));
  place.hosts = "# the hosts\n127.0.0.8\tother FOUR.test four # four.test\n127.0.0.9 four.test\n::1 only6";
  check_found(ask(place, "four.test"), "four.test", refused_at("127.0.0.8"));
  check_found(ask(place, "Four.Test."), "Four.Test.", refused_at("127.0.0.8"));
  check_found(ask(place, "four"), "four", refused_at("127.0.0.8"));
  check_found(ask(place, "only6"), "only6", refused_at("::1"));
  check_found(ask(place, "only6", {"-4"}), "only6", "resolve: the host has no address of that family");
  CHECK(place.asked().empty());
}

TEST_CASE("lines of /etc/hosts and /etc/resolv.conf are read to their end") {
  if (!can_enter_place(true)) return;
  const std::string blanks(5000, ' ');
  std::string names;
  for (int i = 0; i < 1000; ++i) names += " host" + std::to_string(i);
  NamePlace place(
      "options " + blanks + "ndots:3\nnameserver" + blanks + "127.0.0.1\nsearch" + blanks + "test",
      knows(zone));
  place.hosts = "#" + blanks + "127.0.0.6 db\n127.0.0.7" + names + " db\n" + blanks + "127.0.0.8 late";
  check_found(ask(place, "db"), "db", refused_at("127.0.0.7"));
  check_found(ask(place, "late"), "late", refused_at("127.0.0.8"));
  const std::string line = "127.0.0.8 late";
  constexpr std::size_t block = 1024;  // what probe reads at once
  for (std::size_t start = block - line.size(); start <= block; ++start) {
    CAPTURE(start);
    place.hosts = std::string(start, '\n') + line;
    check_found(ask(place, "late"), "late", refused_at("127.0.0.8"));
  }
  CHECK(place.asked().empty());
  check_found(ask(place, "four", {"-4"}), "four", refused_at("127.0.0.4"));
  CHECK(place.asked() == "1 four.test A\n");
}

TEST_CASE("without /etc/resolv.conf, the name server on loopback is asked") {
  if (!can_enter_place(true)) return;
  NamePlace place("", knows(zone));
  place.settings.reset();
  check_found(ask(place, "four.test"), "four.test", refused_at("127.0.0.4"));
  NamePlace empty("", {});
  const Ended ended = ask(empty, "four.test", {"-t20s"});
  check_found(ended, "four.test", "resolve: Connection refused");
  CHECK(ended.time < turn);
}

TEST_CASE("short names go through the search list first, and others last") {
  if (!can_enter_place(true)) return;
  const std::string settings = "nameserver 127.0.0.1\ndomain no.test\nsearch one.test two.test.\n";
  const struct {
    std::string options;
    std::string name;
    std::string asked;
  } rows[] = {
      {"", "db", "db.one.test db.two.test db"},
      {"", "db.x", "db.x db.x.one.test db.x.two.test"},
      {"options ndots:2", "db.x", "db.x.one.test db.x.two.test db.x"},
      {"options ndots:2", "db.x.y", "db.x.y db.x.y.one.test db.x.y.two.test"},
      {"options ndots:2 debug", "db.", "db"},
      {"options ndots:0", "db", "db db.one.test db.two.test"},
      {"search .", "db", "db"},
  };
  for (const auto& row : rows) {
    NamePlace place(settings + row.options + "\n", knows(zone));
    check_found(ask(place, row.name, {"-4"}), row.name, "resolve: no such host");
    std::string asked;
    for (std::size_t at = 0; at < row.asked.size();) {
      const std::size_t end = std::min(row.asked.find(' ', at), row.asked.size());
      asked += "1 " + row.asked.substr(at, end - at) + " A\n";
      at = end + 1;
    }
    CHECK(place.asked() == asked);
  }
}

TEST_CASE("the search list of Kubernetes takes little time, even if the first server is dead") {
  if (!can_enter_place(true)) return;
  Zone cluster = {{"db.default.svc.cluster.local", {{"127.0.0.6"}}}, {"example.test", {{"127.0.0.7"}}}};
  const std::string rest =
      "search a.test default.svc.cluster.local svc.cluster.local cluster.local b.test c.test\n"
      "options ndots:5\n";
  for (const char* const servers :
       {"nameserver 127.0.0.1\n", "nameserver 127.0.0.9\nnameserver 127.0.0.1\n"}) {
    NamePlace place(servers + rest, knows(cluster));
    for (const auto& [name, address] : {std::pair{"db", "127.0.0.6"}, {"example.test", "127.0.0.7"}}) {
      const Ended ended = ask(place, name, {"-t20s"});
      check_found(ended, name, refused_at(address));
      CHECK(ended.time < turn);
    }
  }
  // A silent server uses its part of the time once, not for every name.
  NamePlace place("nameserver 127.0.0.3\nnameserver 127.0.0.1\n" + rest, [&](Asked& asked) {
    if (asked.server != 3) knows(cluster)(asked);
  });
  check_found(ask(place, "example.test", {"-t4s"}), "example.test", refused_at("127.0.0.7"));
  const std::string all = place.asked();
  CHECK(std::count(all.begin(), all.end(), '3') == 2);
}

TEST_CASE("after a server that fails, the next one is asked") {
  if (!can_enter_place(true)) return;
  for (const int code : {1, 2, 4, 5}) {
    NamePlace place("nameserver 127.0.0.1\nnameserver 127.0.0.2\n", [&](Asked& asked) {
      asked.server == 1 ? asked.send(asked.answer(code)) : knows(zone)(asked);
    });
    const Ended ended = ask(place, "four.test", {"-t20s"});
    check_found(ended, "four.test", refused_at("127.0.0.4"));
    CHECK(ended.time < turn);
    CHECK(place.asked().starts_with("1 four.test A\n"));
    NamePlace alone("nameserver 127.0.0.1\n", [&](Asked& asked) { asked.send(asked.answer(code)); });
    check_found(ask(alone, "four.test"), "four.test",
                code == 5 ? "resolve: the name server refuses" : "resolve: the name server fails");
  }
}

TEST_CASE("if one family gets no answer, the other is still used") {
  if (!can_enter_place(true)) return;
  for (const int bad : {type_a, type_aaaa}) {
    for (const bool is_silent : {false, true}) {
      NamePlace place("nameserver 127.0.0.1\noptions attempts:1", [&](Asked& asked) {
        if (asked.type != bad) return knows(zone)(asked);
        if (!is_silent) asked.send(asked.answer(2));
      });
      check_found(ask(place, "both.test"), "both.test", refused_at(bad == type_a ? "::1" : "127.0.0.4"));
    }
  }
}

TEST_CASE("if one family gets no answer and the other has no address, the failure is the reason") {
  if (!can_enter_place(true)) return;
  const struct {
    int code;  // 0: silence
    std::string what;
  } rows[] = {
      {2, "resolve: the name server fails"},
      {5, "resolve: the name server refuses"},
      {0, "resolve: no name server answers"},
  };
  for (const auto& row : rows) {
    for (const int bad : {type_a, type_aaaa}) {
      NamePlace place("nameserver 127.0.0.1\noptions timeout:1 attempts:1", [&](Asked& asked) {
        if (asked.type != bad) return knows(zone)(asked);
        if (row.code != 0) asked.send(asked.answer(row.code));
      });
      check_found(ask(place, "empty.test", {"-t20s"}), "empty.test", row.what);
    }
  }
}

TEST_CASE("of a search list, the line says what is known of all names") {
  if (!can_enter_place(true)) return;
  const struct {
    std::string name;
    std::string what;
  } rows[] = {
      {"gone", "resolve: no such host"},
      {"broken", "resolve: the name server fails"},   // and broken itself does not exist
      {"half", "resolve: the name server fails"},     // half.one.test has no IPv6 address
      {"empty", "resolve: the host has no address"},  // although empty.one.test fails
      {"broken.test",
       "resolve: the name server fails"},      // it decides, although broken.test.one.test is empty
      {"gone.test", "resolve: no such host"},  // although gone.test.one.test fails
  };
  NamePlace place("nameserver 127.0.0.1\nsearch one.test test\n", [&](Asked& asked) {
    const Zone names = {{"half.one.test", {}}, {"empty.test", {}}, {"broken.test.one.test", {}}};
    const bool is_half = asked.name == "half.one.test" && asked.type == type_a;
    for (const char* const name :
         {"broken.one.test", "empty.one.test", "broken.test", "gone.test.one.test"}) {
      if (asked.name == name || is_half) return asked.send(asked.answer(2));
    }
    knows(names)(asked);
  });
  for (const auto& row : rows) check_found(ask(place, row.name), row.name, row.what);
}

TEST_CASE("a silent server is asked again, until the deadline") {
  if (!can_enter_place(true)) return;
  NamePlace lossy("nameserver 127.0.0.1\n", [count = 0](Asked& asked) mutable {
    if (++count > 2) knows(zone)(asked);
  });
  check_found(ask(lossy, "four.test", {"-t4s"}), "four.test", refused_at("127.0.0.4"));
  NamePlace silent("nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver 127.0.0.3\n", [](Asked&) {});
  const Ended ended = ask(silent, "four.test", {"-t400ms"});
  check_found(ended, "four.test", "resolve: no answer within 400ms");
  check_in_time(ended, 400ms);
  const std::string asked = silent.asked();
  for (const char* const server : {"1 ", "2 ", "3 "}) CHECK(asked.find(server) != std::string::npos);
  const Ended waited = ask(silent, "four.test", {"-w400ms", "-t10s"});
  check_found(waited, "four.test", "resolve: no answer within 400ms");
  check_in_time(waited, 400ms);
  NamePlace impatient("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", [](Asked&) {});
  const Ended early = ask(impatient, "four.test", {"-t20s"});
  check_found(early, "four.test", "resolve: no name server answers");
  CHECK(early.time < turn);
}

TEST_CASE("replies to other queries and from other servers are ignored") {
  if (!can_enter_place(true)) return;
  const auto lie = [](const Asked& asked) {
    Asked other = asked;
    other.message[0] = static_cast<char>(other.message[0] ^ 1);
    asked.send(other.answer(0, {{"127.0.0.66"}, {"::66"}}));  // another id
    other = asked;
    other.message[13] = 'x';
    asked.send(other.answer(0, {{"127.0.0.66"}, {"::66"}}));         // another question
    asked.send_raw(asked.answer(0, {{"127.0.0.66"}, {"::66"}}), 2);  // another server
    asked.send(asked.message);                                       // no reply
    asked.send("x");
    asked.send("");
  };
  NamePlace place("nameserver 127.0.0.1\n", [&](Asked& asked) {
    lie(asked);
    knows(zone)(asked);
  });
  check_found(ask(place, "four.test"), "four.test", refused_at("127.0.0.4"));
  NamePlace liar("nameserver 127.0.0.1\n", lie);
  const Ended ended = ask(liar, "four.test", {"-t300ms"});
  check_found(ended, "four.test", "resolve: no answer within 300ms");
  check_in_time(ended, 300ms);
}

TEST_CASE("a truncated reply is fetched whole over TCP") {
  if (!can_enter_place(true)) return;
  std::vector<Record> many(4000, {"127.0.0.4"});
  many.resize(4050, {"::1"});
  const auto truncate = [](const Asked& asked) {
    std::string answer = asked.answer(0);
    answer[2] = '\x83';
    asked.send(answer);
  };
  NamePlace place("nameserver 127.0.0.1\n", [&](Asked& asked) {
    asked.is_stream ? asked.send(asked.answer(0, many)) : truncate(asked);
  });
  check_found(ask(place, "many.test", {"-4"}), "many.test", refused_at("127.0.0.4"));
  check_found(ask(place, "many.test", {"-6"}), "many.test", refused_at("::1"));
  CHECK(place.asked().find("1 TCP many.test AAAA\n") != std::string::npos);
  NamePlace closing("nameserver 127.0.0.1\n", [&](Asked& asked) {
    if (!asked.is_stream) truncate(asked);
  });
  check_found(ask(closing, "many.test"), "many.test", "resolve: the name server fails");
  NamePlace dripping("nameserver 127.0.0.1\n", [&](Asked& asked) {
    if (!asked.is_stream) return truncate(asked);
    for (const char byte : two_bytes(60000) + std::string(60000, 'x')) {
      asked.send_raw(std::string(1, byte), 1);
      usleep(10'000);
    }
  });
  const Ended ended = ask(dripping, "many.test", {"-t500ms"});
  check_found(ended, "many.test", "resolve: no answer within 500ms");
  check_in_time(ended, 500ms);
}

TEST_CASE("a malformed reply means that the server fails") {
  if (!can_enter_place(true)) return;
  for (const std::string& record : {std::string("\xc0\x1c"), std::string("\xff\xff"), std::string("\x40x"),
                                    std::string("\0\0\1\0\1\0\0\0\0\0\5\1\2\3\4", 15)}) {
    NamePlace place("nameserver 127.0.0.1\n", [&](Asked& asked) {
      std::string answer = asked.answer(0);
      answer[7] = 1;
      asked.send(answer + record);
    });
    check_found(ask(place, "a.test"), "a.test", "resolve: the name server fails");
  }
}

TEST_CASE("no descriptors left is the reason") {
  if (!can_enter_place(true)) return;
  if (!process::is_shipped_build()) return process::skip("only the static binary needs none to start");
  NamePlace place("nameserver 127.0.0.1\n", knows(zone));
  const Ended ended = run({"tcp://four.test:1"}, {}, [&] {
    place.enter();
    const rlimit none = {3, 3};
    setrlimit(RLIMIT_NOFILE, &none);
  });
  check_found(ended, "four.test", "resolve: Too many open files");
}

TEST_CASE("256 KiB of stack are enough, even to resolve a name") {
  if (!can_enter_place(true)) return;
  if (!process::is_shipped_build()) return process::skip("sanitizers need more");
  NamePlace place("nameserver 127.0.0.1\n", knows(zone));
  const std::string header = "-HX: " + std::string(8000, 'x');
  const std::string variable = "X=" + std::string(24000, 'x');
  const Ended ended = run({header, "http://four.test:1/"}, {variable}, [&] {
    place.enter();
    const rlimit limits = {.rlim_cur = 262144, .rlim_max = 262144};
    setrlimit(RLIMIT_STACK, &limits);
  });
  CHECK(ended.exit_code == 1);
  CHECK(ended.out.find("127.0.0.4: Connection refused") != std::string::npos);
}

/// The path of dnsmasq(8), which may be in a directory that is not in PATH.
std::string find_dnsmasq() {
  std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  path += ":/usr/sbin:/sbin:";
  for (std::size_t at = 0; at < path.size(); at = path.find(':', at) + 1) {
    std::string file = path.substr(at, path.find(':', at) - at) + "/dnsmasq";
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

/// Executes dnsmasq, which ends when `probe` does.
[[noreturn]] void become_dnsmasq(const std::string& file, pid_t probe, std::vector<std::string> words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != probe) _exit(0);
  const int nothing = open("/dev/null", O_RDWR);
  for (const int descriptor : {0, 1, 2}) dup2(nothing, descriptor);
  words.insert(words.begin(), file);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(file.c_str(), arguments.data());
  _exit(99);
}

/// Waits until a name server listens on 127.0.0.1.
void await_name_server() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < 1000; ++i) {
    const int stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_there = connect(stream, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(stream);
    if (is_there) return;
    usleep(10'000);
  }
  _exit(not_allowed);
}

TEST_CASE("dnsmasq, a real name server, is understood") {
  const std::string file = find_dnsmasq();
  if (file.empty()) return process::skip("dnsmasq is not installed");
  if (!can_enter_place(true)) return;
  if (!process::is_root()) return process::skip("dnsmasq sets its groups, which a user may not");
  std::vector<std::string> words = {"--keep-in-foreground",
                                    "--conf-file=/dev/null",
                                    "--no-resolv",
                                    "--no-hosts",
                                    "--pid-file=",
                                    "--user=root",
                                    "--group=root",
                                    "--listen-address=127.0.0.1",
                                    "--bind-interfaces",
                                    "--local=/test/",
                                    "--cname=alias.test,both.test",
                                    "--host-record=both.test,127.0.0.4,::1",
                                    "--host-record=six.test,::1"};
  for (int i = 1; i < 100; ++i) words.push_back("--host-record=many.test,127.0.1." + std::to_string(i));
  NamePlace place("nameserver 127.0.0.1\nsearch x.test test\noptions ndots:5\n", {});
  const auto prepare = [&] {
    place.enter();
    std::ofstream("/etc/passwd") << "root:x:0:0::/:\n";
    std::ofstream("/etc/group") << "root:x:0:\n";
    const pid_t probe = getpid();
    if (fork() == 0) become_dnsmasq(file, probe, words);
    await_name_server();
  };
  const struct {
    std::string name;
    std::string what;
    Probe::Words options = {};
  } rows[] = {
      {"both", refused_at("127.0.0.4"), {"-4"}},
      {"both.test", refused_at("127.0.0.4")},
      {"alias", refused_at("127.0.0.4")},
      {"six", refused_at("::1")},
      {"six", "resolve: the host has no address of that family", {"-4"}},
      {"nobody",
       "resolve: the name server refuses"},  // no.test is not there; for "nobody" itself it has no server
      {"nobody.test.", "resolve: no such host"},
  };
  for (const auto& row : rows) {
    Probe::Words all = row.options;
    all.push_back("tcp://" + row.name + ":1");
    check_found(run(all, {}, prepare), row.name, row.what);
  }
  const Ended many = run({"tcp://many:1"}, {}, prepare);
  CHECK(many.out.starts_with("unhealthy tcp://many:1: connect to 127.0.1."));
}

}  // namespace
