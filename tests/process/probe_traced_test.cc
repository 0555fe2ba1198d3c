// The real probe, sent a signal at the beginning and the end of every system call: it cannot see other
// instants apart.
#include <chrono>
#include <csignal>
#include <cstddef>
#include <set>
#include <string>
#include <thread>
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
    const std::string printed = probe.output();
    check_interrupted(printed, probe.exit_code(), good.targets, {"interrupted by TERM"});
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
    bool is_told = false;  // probe had printed that TERM arrived, before INT was sent
    for (int second = 0; !is_told; ++second) {
      process::Init probe = start({"-t20s", good.url()});
      Traced traced(probe.pid(), SIGALRM);
      is_running = traced.go_on_by(first);
      if (is_running) probe.send(SIGTERM);
      is_told = !is_running || !traced.go_on_by(second);
      if (!is_told) probe.send(SIGINT);
      traced.release();
      const std::string printed = probe.output();
      check_interrupted(printed, probe.exit_code(), good.targets,
                        {"interrupted by TERM", "interrupted by INT"});
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
    const std::string printed = probe.output();
    CAPTURE(printed);
    if (printed == good.targets.lines[0]) {
      CHECK(probe.exit_code() == process::signalled + SIGTERM);  // not 7: the signal would be lost
      ++after_probe;
    } else if (printed == good.targets.lines[0] + line) {
      CHECK(probe.exit_code() == 1);
      ++after_verdict;
    } else {
      check_interrupted(printed, probe.exit_code(), good.targets, {"interrupted by TERM"});
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
int check_late(std::string printed, int exit_code, const std::vector<Line>& lines) {
  CAPTURE(printed);
  std::size_t count = 0;
  for (; count < lines.size() && printed.starts_with(lines[count].healthy); ++count)
    printed = printed.substr(printed.find('\n') + 1);
  if (count == lines.size()) CHECK(exit_code == 0);
  if (count == lines.size() || exit_code == process::signalled + SIGALRM) {
    CHECK(printed == "");
    return -1;
  }
  CHECK(exit_code == 1);
  CHECK(printed.starts_with("unhealthy "));
  CHECK(printed.find('\n') == printed.size() - 1);
  CHECK(
      (printed.ends_with(lines[count].late) || printed.ends_with("receive: no whole answer within 40ms\n")));
  return static_cast<int>(count);
}

TEST_CASE("the deadline at every system call ends probe with one line") {
  if (!can_trace()) return;
  const Good good;
  const std::string silence = ": no answer within 40ms\n";
  const std::vector<Line> lines = {
      {"healthy pid:1: alive\n", "unhealthy pid:1" + silence},
      {good.targets.lines[0], silence},
      {"healthy sleep:1ms: the time has passed\n", "unhealthy sleep:1ms: wait: no time is left\n"},
      {"healthy file:/: modified ", "unhealthy file:/" + silence},
  };
  const int stride = process::is_shipped_build() ? 1 : 3;  // with sanitizers, a start takes long
  std::set<int> late;
  int late_looks = 0;  // how often a look at a file or process was late and still reported
  bool is_running = true;
  for (int i = 0; is_running; i += stride) {
    process::Init probe = start({"-t40ms", "pid:1", good.url(), "sleep:1ms", "file:/"});
    Traced traced(probe.pid(), SIGALRM);
    const auto end = std::chrono::steady_clock::now() + 50ms;
    is_running = traced.go_on_by(i);
    const bool is_looking = is_running && (signals_of(probe.pid(), "SigBlk") & bit_of(SIGTERM)) != 0;
    const bool is_deaf = is_running && !handles_signals(probe.pid());
    std::this_thread::sleep_until(end);
    traced.release();
    const std::string printed = probe.output();
    const int number = check_late(printed, probe.exit_code(), lines);
    CHECK((is_looking || probe.exit_code() <= 1));
    if (is_deaf && probe.exit_code() == 1) ++late_looks;
    if (number >= 0) late.insert(number);
  }
  CHECK(late == std::set<int>{0, 1, 2, 3});
  // At the last call of each look, it notices the time in any case. At the others it does so only because the
  // timer kills a little late: 14 instants in all, of which a loaded machine may lose some.
  if (process::is_shipped_build()) CHECK(late_looks > 6);
}

}  // namespace
