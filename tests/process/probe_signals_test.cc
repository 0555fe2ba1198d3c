// Signals that end the real probe, sent at many instants while it runs.
#include <csignal>
#include <functional>
#include <string>

#include "doctest.h"
#include "probe_moments.h"
#include "probe_peers.h"

namespace {

using namespace test;

/// So many that a test takes some seconds at most: with sanitizers, a start takes long.
int instants() { return process::is_shipped_build() ? 200 : 40; }

void stay_busy(int steps) {
  volatile int left = steps;
  while (left > 0) left = left - 1;
}

/// Servers that are healthy, and one that never answers.
class Mix {
  static void be_silent(Client& client) { client.read_to(""); }

  Server accepting_{be_silent};
  Server silent_{be_silent};
  Server answering_{answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")};

  [[nodiscard]] Targets all(bool has_silent) const {
    Targets targets;
    targets.add(accepting_.port.url("tcp"), "connected");
    targets.add(answering_.port.url("http"), "200 OK");
    targets.add(accepting_.port.url("tcp"), "connected");
    targets.add(answering_.port.url("http", "/x"), "200 OK");
    if (has_silent) targets.urls.push_back(silent_.port.url("http"));
    return targets;
  }

 public:
  Targets good = all(false);
  Targets endless = all(true);  // the last of them is never healthy
};

/// How probe is started, and when the first signal may be sent.
struct Way {
  bool is_pid1 = false;
  std::function<void()> prepare = [] {};
  std::function<bool(pid_t)> may_begin = handles_signals;
};

process::Init start(const Way& way, const Targets& targets) {
  process::Words words = {"-t20s"};
  words.insert(words.end(), targets.urls.begin(), targets.urls.end());
  return process::Init({.options = words,
                        .environment = process::Words{},
                        .is_pid1 = way.is_pid1,
                        .prepare = way.prepare,
                        .binary = PROBE_BINARY});
}

/// Returns how many steps stay_busy() needs for the time that probe takes. It only spreads the instants: no
/// check depends on it.
int steps_of_all(const Way& way, const Targets& targets) {
  constexpr int portion = 5000;  // so many that asking whether probe has ended costs little beside it
  process::Init probe = start(way, targets);
  process::until("it begins", [&] { return way.may_begin(probe.pid()); });
  int steps = 0;
  for (; !has_ended(probe.pid()); steps += portion) stay_busy(portion);
  CHECK(probe.exit_code() == 0);
  return steps;
}

/// Sends TERM, INT or both at instants that are spread over the time that probe runs, in mixed order.
void interrupt(const Way& way, const Mix& mix, bool may_be_endless) {
  const int steps = steps_of_all(way, mix.good);
  for (int i = 0; i < instants(); ++i) {
    const bool is_endless = may_be_endless && i % 2 == 0;
    const Targets& targets = is_endless ? mix.endless : mix.good;
    const int kind = i % 3;
    process::Init probe = start(way, targets);
    process::until("it begins", [&] { return way.may_begin(probe.pid()); });
    stay_busy(steps / instants() * (i * 71 % instants()));
    if (kind != 0) kill(probe.pid(), SIGTERM);
    if (kind != 1) kill(probe.pid(), SIGINT);
    const std::string printed = probe.output();
    process::Words reasons;
    if (kind != 0) reasons.emplace_back("interrupted by TERM");
    if (kind != 1) reasons.emplace_back("interrupted by INT");
    check_interrupted(printed, probe.exit_code(), targets, reasons);
    if (is_endless) CHECK(probe.exit_code() == 1);
  }
}

TEST_CASE("TERM and INT at 200 instants end probe with one line, or it had ended") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  const Mix mix;
  interrupt({}, mix, true);
}

TEST_CASE("TERM and INT before the handlers are installed, when both are ignored") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  const Mix mix;
  const auto ignore = [] {
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
  };
  const auto ignores = [](pid_t pid) {
    return (signals_of(pid, "SigIgn") & bit_of(SIGINT)) != 0 || handles_signals(pid);
  };
  interrupt({.prepare = ignore, .may_begin = ignores}, mix, false);
}

TEST_CASE("TERM and INT at 200 instants of PID 1") {
  if (!process::can_be_pid1()) return;
  const Mix mix;
  interrupt({.is_pid1 = true}, mix, true);
}

TEST_CASE("TERM and INT before the handlers of PID 1 are installed") {
  if (!process::can_be_pid1()) return;
  const Mix mix;
  const auto forget_doctest = [] {
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
  };
  const auto has_forgotten = [](pid_t pid) {
    return (signals_of(pid, "SigCgt") & bit_of(SIGINT)) == 0 || handles_signals(pid);
  };
  interrupt({.is_pid1 = true, .prepare = forget_doctest, .may_begin = has_forgotten}, mix, false);
}

}  // namespace
