// Each system call of probe fails, one in each run, with each error that it may have. probe ends by its
// deadline all the same, with a line and exit code 0 or 1, and never calls an unhealthy target healthy.
#ifdef __x86_64__

#include <sys/un.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>

#include "doctest.h"
#include "fault_errors.h"
#include "faults.h"
#include "name_servers.h"
#include "probe_peers.h"
#include "refusals.h"
#include "tls_peer.h"
#include "traced.h"

namespace {

using namespace test;
using process::Words;
using namespace std::chrono_literals;

constexpr int code = 7;  // of PROGRAM

/// How probe is run, and the result if nothing fails.
struct Way {
  std::string name;
  Words words;
  int exit_code = 0;
  std::chrono::milliseconds time{};  // that it may take; more only if the machine is loaded
  std::function<void()> prepare = [] {};
};

struct Run {
  std::vector<long> calls;
  long failed = -1;
  bool has_ended = false;
  std::chrono::milliseconds time{};
  int exit_code = -1;
  std::string output;
};

Run run(const Way& way, const Fault& fault) {
  const auto prepare = [&] {
    way.prepare();
    be_faulted();
  };
  const auto start = std::chrono::steady_clock::now();
  process::Init probe(
      {.options = way.words, .environment = Words{}, .prepare = prepare, .binary = PROBE_BINARY});
  Faulted faulted(probe.pid(), fault);
  Run run;
  auto state = Faulted::State::rests;
  while (state == Faulted::State::rests && run.time < way.time + 10s) {
    state = faulted.run(1'000'000);
    run.time =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  }
  run.calls = faulted.calls;
  run.failed = faulted.failed;
  run.has_ended = state == Faulted::State::ended;
  if (!run.has_ended) return run;
  run.exit_code = probe.exit_code();
  run.output = probe.output();
  return run;
}

void check(const Way& way, const Run& run) {
  CAPTURE(run.failed);
  CAPTURE(run.output);
  CAPTURE(run.exit_code);
  if (run.failed == SYS_clock_gettime && !run.has_ended) {
    CHECK(way.name == "sleep");  // no other clock tells when it is over
    return;
  }
  REQUIRE(run.has_ended);
  CHECK(run.time < way.time + 5s);
  const bool is_as_ever = run.exit_code == way.exit_code;
  if (!is_as_ever) CHECK(run.exit_code == 1);
  const std::string& printed = run.output;
  if (run.failed == SYS_write) return;  // it may have printed nothing, or a part
  const std::string last = last_line(printed);
  CHECK(last.ends_with("\n"));
  if (run.exit_code == 1) {
    CHECK((last.starts_with("unhealthy ") || last.starts_with("probe: ")));
    CHECK(printed.find("unhealthy ") == printed.rfind("unhealthy "));
  } else {
    CHECK(printed.find("healthy ") == printed.rfind("healthy "));
    CHECK(last.starts_with("healthy "));
  }
}

int try_all(const Way& way, bool is_quick) {
  CAPTURE(way.name);
  const Run sound = run(way, {});
  check(way, sound);
  CHECK(sound.exit_code == way.exit_code);
  int faults = 0;
  for (std::size_t i = 0; i < sound.calls.size(); ++i) {
    for (const Fault& fault : faults_at(static_cast<int>(i), sound.calls[i], is_quick)) {
      CAPTURE(fault.index);
      CAPTURE(fault.error);
      CAPTURE(fault.is_lasting);
      check(way, run(way, fault));
      ++faults;
    }
  }
  return faults;
}

void be_silent(Client& client) { client.read_to(""); }

/// The servers and files that probe asks.
struct World {
  Server good{answers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")};
  Server secured{speaks({}, answering13(ok_reply))};
  Server silent{be_silent};
  Server dripping{[](Client& client) {
    while (client.write("x") && !client.has_news(5)) {
    }
  }};
  Port closed;
  NamePlace names{"nameserver 127.0.0.1\n", knows({{"good.test", {{"127.0.0.4"}}}})};
  process::Folder folder;

  std::vector<Way> ways() {
    const std::string file = folder.path() + "/file";
    process::write_file(file, std::to_string(getpid()), 0600);
    std::vector<Way> all = {
        {"silence", {"-t50ms", silent.port.url("http")}, 1, 50ms},
        {"http", {"-t300ms", "-ebody", good.port.url("http")}, 0, 300ms},
        {"drip", {"-t50ms", "-eno", dripping.port.url("tcp")}, 1, 50ms},
        {"wait", {"-t50ms", "-w100ms", "-i20ms", closed.url("tcp")}, 1, 100ms},
        {"udp", {"-t50ms", "-dx", "-ey", closed.url("udp")}, 1, 50ms},
        {"unix", {"-t50ms", "unix:" + folder.path() + "/no"}, 1, 50ms},
        {"file", {"-t300ms", "-a1h", "file:" + file}, 0, 300ms},
        {"pid", {"-t300ms", "pid:" + file}, 0, 300ms},
        {"sleep", {"-t300ms", "sleep:20ms"}, 0, 320ms},
        {"https", {"-t300ms", secured.port.url("https")}, 0, 300ms},
    };
    Way then{"PROGRAM", {"-t300ms", good.port.url("http"), "--"}, code, 300ms};
    for (const std::string& word : process::child({"exit", std::to_string(code)})) then.words.push_back(word);
    all.push_back(then);
    if (can_enter_place(true))
      all.push_back({"name", {"-t100ms", "tcp://good.test:1"}, 1, 100ms, [this] { names.enter(); }});
    return all;
  }
};

TEST_CASE("each system call of probe is refused in its turn: it ends in time with one line") {
  if (!process::can_deny() || !can_trace()) return;
  World world;
  const std::vector<Way> all = world.ways();
  for (int i = 0; i < 2; ++i) try_all(all[static_cast<std::size_t>(i)], true);
}

TEST_CASE("each system call of probe fails in its turn with each error" * doctest::skip()) {  // script/faults
  if (!process::can_deny() || !can_trace()) return;
  World world;
  for (const Way& way : world.ways()) {
    const int faults = try_all(way, false);
    std::cout << "probe, " << way.name << ": " << faults << " faults\n";
  }
}

TEST_CASE("an installed file is whole or missing, whichever system call fails") {
  if (!process::can_deny() || !can_trace()) return;
  const std::string whole = process::read_file(PROBE_BINARY);
  const auto install = [&whole](const Fault& fault) {
    const process::Folder folder;
    const std::string copy = folder.path() + "/copy";
    Run ended = run({"install", {"--install=" + copy}, 0, 1s}, fault);
    CAPTURE(ended.failed);
    CAPTURE(fault.error);
    CAPTURE(ended.output);
    REQUIRE(ended.has_ended);
    CHECK(ended.exit_code <= 1);
    CHECK(ended.output.empty() == (ended.exit_code == 0));
    const bool is_there = std::filesystem::exists(copy);
    CHECK(is_there == (ended.exit_code == 0));
    if (is_there) CHECK(process::read_file(copy) == whole);
    const auto files = std::filesystem::directory_iterator(folder.path());
    CHECK(std::distance(begin(files), end(files)) == (is_there ? 1 : 0));  // no draft is left
    return ended;
  };
  const Run sound = install({});
  CHECK(sound.exit_code == 0);
  for (std::size_t i = 0; i < sound.calls.size(); ++i) {
    for (const Fault& fault : faults_at(static_cast<int>(i), sound.calls[i], false)) install(fault);
  }
}

}  // namespace

#endif
