// The real probe, sent signals at every single instant that it can tell from another: where its system
// calls begin and end.
#include <csignal>
#include <string>

#include "doctest.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "traced.h"

namespace {

using namespace test;

/// Starts probe, to be traced from where its handlers are in place: it lets ALRM through then. It looks
/// for no leaks if it has sanitizers: that is tracing too.
process::Init start(const process::Words& words) {
  return process::Init({.options = words,
                        .environment = process::Words{"ASAN_OPTIONS=detect_leaks=0"},
                        .prepare = [] { be_traced(SIGALRM); },
                        .binary = PROBE_BINARY});
}

/// A server that is healthy, and what probe says of it.
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

TEST_CASE("INT while probe says that TERM came is no second line") {
  if (!can_trace()) return;
  const Good good;
  const int stride = process::is_shipped_build() ? 1 : 7;  // where sanitizers are, a start takes long
  bool is_running = true;
  for (int first = 0; is_running; first += stride) {
    bool is_told = false;  // TERM was, before INT came
    for (int second = 0; !is_told; ++second) {
      process::Init probe = start({"-t20s", good.url()});
      Traced traced(probe.pid(), SIGALRM);
      is_running = traced.go_on_by(first);
      if (is_running) probe.send(SIGTERM);
      is_told = !is_running || !traced.go_on_by(second);
      if (!is_told) probe.send(SIGINT);
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
      CHECK(probe.exit_code() == process::signalled + SIGTERM);  // 7: it would be lost
      ++after_probe;
    } else if (said == good.targets.lines[0] + line) {
      CHECK(probe.exit_code() == 1);
      ++after_verdict;
    } else {
      check_interrupted(said, probe.exit_code(), good.targets, {"interrupted by TERM"});
    }
  }
  CHECK(after_verdict > 0);
  CHECK(after_probe > 1);  // where it becomes PROGRAM, and before
}

}  // namespace
