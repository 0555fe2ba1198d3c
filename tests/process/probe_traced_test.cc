// The real probe, sent a signal at the begin and the end of every system call: it cannot tell other instants
// apart.
#include <chrono>
#include <csignal>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "doctest.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "traced.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

/// Starts probe, which is traced from the installation of its handlers on: it unblocks ALRM then.
/// LeakSanitizer is off: it traces too, and a process has one tracer.
process::Init start(const process::Words& words) {
  return process::Init({.options = words,
                        .environment = process::Words{"ASAN_OPTIONS=detect_leaks=0"},
                        .prepare = [] { be_traced(SIGALRM); },
                        .binary = PROBE_BINARY});
}

/// A healthy server, and the line that probe prints for it.
class Good {
 public:
  Good() { targets.add(server_.port.url("http"), "200 OK"); }
  [[nodiscard]] const std::string& url() const { return targets.urls[0]; }

  Targets targets;

 private:
  Server server_{answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")};
};

TEST_CASE("TERM at every system call") {
  if (!can_trace()) return;
  const Good good;
  bool is_running = true;
  int interrupted = 0;
  for (int i = 0; is_running; ++i) {
    process::Init probe = start({"-t20s", good.url()});
    Traced traced(probe.pid(), SIGALRM);
    is_running = traced.go_on_by(i);
    if (is_running) probe.send(SIGTERM);
    traced.release();
    const std::string said = probe.output();
    check_interrupted(said, probe.exit_code(), good.targets, {"interrupted by TERM"});
    interrupted += probe.exit_code();
  }
  CHECK(interrupted >= 10);  // in each of several phases
}

TEST_CASE("INT while probe prints that TERM arrived adds no second line") {
  if (!can_trace()) return;
  const Good good;
  const int stride = process::is_shipped_build() ? 1 : 7;  // with sanitizers, a start takes long
  bool is_running = true;
  for (int first = 0; is_running; first += stride) {
    bool has_printed = false;  // probe had printed that TERM arrived, before INT was sent
    for (int second = 0; !has_printed; ++second) {
      process::Init probe = start({"-t20s", good.url()});
      Traced traced(probe.pid(), SIGALRM);
      is_running = traced.go_on_by(first);
      if (is_running) probe.send(SIGTERM);
      has_printed = !is_running || !traced.go_on_by(second);
      if (!has_printed) probe.send(SIGINT);
      traced.release();
      const std::string said = probe.output();
      check_interrupted(said, probe.exit_code(), good.targets, {"interrupted by TERM", "interrupted by INT"});
    }
  }
}

TEST_CASE("TERM at every system call up to PROGRAM ends probe or PROGRAM") {
  if (!can_trace()) return;
  const Good good;
  process::Words words = {"-t20s", good.url(), "--"};
  for (const std::string& word : process::child({"exit", "7"})) words.push_back(word);
  const std::string line = "probe: interrupted by TERM\n";  // by then, every target is healthy
  bool is_probe = true;
  int after_verdict = 0;
  int after_probe = 0;
  for (int i = 0; is_probe; ++i) {
    process::Init probe = start(words);
    Traced traced(probe.pid(), SIGALRM);
    is_probe = traced.go_on_by(i);
    probe.send(SIGTERM);
    traced.release();
    const std::string said = probe.output();
    CAPTURE(said);
    if (said == good.targets.lines[0]) {
      CHECK(probe.exit_code() == process::signalled + SIGTERM);  // not 7: the signal would be lost
      ++after_probe;
    } else if (said == good.targets.lines[0] + line) {
      CHECK(probe.exit_code() == 1);
      ++after_verdict;
    } else {
      check_interrupted(said, probe.exit_code(), good.targets, {"interrupted by TERM"});
    }
  }
  CHECK(after_verdict > 0);
  CHECK(after_probe == 2);  // at the begin and the end of execve(2)
}

TEST_CASE("--quiet is quiet at every system call up to PROGRAM") {
  if (!can_trace()) return;
  const Good good;
  process::Words words = {"-q", "-t20s", good.url(), "--"};
  for (const std::string& word : process::child({"exit", "7"})) words.push_back(word);
  bool is_probe = true;
  for (int i = 0; is_probe; ++i) {
    process::Init probe = start(words);
    Traced traced(probe.pid(), SIGALRM);
    is_probe = traced.go_on_by(i);
    probe.send(SIGTERM);
    traced.release();
    CHECK(probe.output() == "");
  }
}

/// The lines of a target: if it is healthy, and if no time was left for it.
struct Line {
  std::string healthy;
  std::string late;
};

/// Checks what a probe printed whose time was up at some system call. Returns the index of the target for
/// which it printed that; -1 if it did not.
int check_late(std::string said, int exit_code, const std::vector<Line>& lines, const std::string& time) {
  CAPTURE(said);
  std::size_t count = 0;
  for (; count < lines.size() && said.starts_with(lines[count].healthy); ++count)
    said = said.substr(said.find('\n') + 1);
  if (count == lines.size()) CHECK(exit_code == 0);
  if (count == lines.size() || exit_code == process::signalled + SIGALRM) {
    CHECK(said == "");
    return -1;
  }
  CHECK(exit_code == 1);
  CHECK(said.starts_with("unhealthy "));
  CHECK(said.find('\n') == said.size() - 1);
  CHECK((said.ends_with(lines[count].late) ||
         said.find("receive: no whole answer within " + time.substr(0, time.find('\n')) + ": ") !=
             std::string::npos));
  return static_cast<int>(count);
}

/// A probe whose deadline passed while it was stopped at a system call.
struct Late {
  bool is_running = false;   // it had not ended before that system call
  bool is_checking = false;  // a file or a process: ALRM may kill it
  bool alarm_kills = false;  // ALRM has its default action: it kills
  int exit_code = -1;
  int target = -1;  // what check_late returned
};

/// Stops a probe at the system call with this index until its deadline has passed. `time` is its --timeout.
Late be_late(const Good& good, int index, std::chrono::milliseconds time) {
  const std::string length = std::to_string(time.count()) + "ms";
  const std::string silence = ": no answer within " + length + "\n";
  const std::vector<Line> lines = {
      {"healthy pid:1: alive\n", "unhealthy pid:1" + silence},
      {good.targets.lines[0], silence},
      {"healthy sleep:1ms: the time has passed\n", "unhealthy sleep:1ms: wait: no time is left\n"},
      {"healthy file:/: modified ", "unhealthy file:/" + silence},
  };
  process::Init probe = start({"-t" + length, "pid:1", good.url(), "sleep:1ms", "file:/"});
  Traced traced(probe.pid(), SIGALRM);
  const auto end = std::chrono::steady_clock::now() + time + 1ms;  // what sleep: adds is included
  Late late;
  late.is_running = traced.go_on_by(index);
  if (late.is_running) {
    late.is_checking = (signals_of(probe.pid(), "SigBlk") & bit_of(SIGTERM)) != 0;
    late.alarm_kills = !handles_signals(probe.pid());
    process::until("its time is up", [&] {
      return late.alarm_kills ? std::chrono::steady_clock::now() >= end : is_pending(probe.pid(), SIGALRM);
    });
  }
  traced.release();
  const std::string said = probe.output();
  late.exit_code = probe.exit_code();
  late.target = check_late(said, late.exit_code, lines, length + "\n");
  return late;
}

/// As be_late, with more tries if the machine is so loaded that the deadline passed before that system call,
/// or that the timer killed a late check of a file or a process.
Late be_late_at(const Good& good, int index) {
  Late late;
  auto time = 40ms;
  for (int tries = 0; tries < 20; ++tries) {
    late = be_late(good, index, time);
    if (late.is_running ? !late.alarm_kills || late.exit_code == 1 : late.exit_code == 0) break;
    if (!late.is_running && time < 5s) time *= 2;
  }
  return late;
}

TEST_CASE("the deadline at every system call ends probe with one line") {
  if (!can_trace()) return;
  const Good good;
  const int stride = process::is_shipped_build() ? 1 : 3;  // with sanitizers, a start takes long
  std::set<int> targets;
  int late_checks = 0;  // of a file or a process, which were late and still reported
  bool is_running = true;
  for (int i = 0; is_running; i += stride) {
    CAPTURE(i);
    const Late late = be_late_at(good, i);
    is_running = late.is_running;
    CHECK((late.is_checking || late.exit_code <= 1));
    if (late.alarm_kills) CHECK(late.exit_code == 1);
    if (late.alarm_kills) ++late_checks;
    if (late.target >= 0) targets.insert(late.target);
  }
  CHECK(targets == std::set<int>{0, 1, 2, 3});
  // At the last call of each check, probe notices the time in any case: 2 instants. The others, 12 in a run
  // in which each system call is made once, need the timer to kill a little late.
  if (process::is_shipped_build()) CHECK(late_checks > 6);
}

}  // namespace
