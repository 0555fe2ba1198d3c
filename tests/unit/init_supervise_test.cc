// The loop of init, with a kernel that plays a script.
#include <deque>
#include <string>
#include <vector>

#include "doctest.h"
#include "init/supervise.h"

namespace {

using namespace init;

/// What the kernel will answer, and what it was told to do, in words.
struct Script {
  std::deque<Event> reaped;
  std::deque<Event> slept;  // what ends each sleep
  std::vector<std::string> done;
  std::vector<base::Nanoseconds> deadlines;  // of each sleep
  std::vector<Event::Kind> logged;
  std::deque<bool> alone;    // the answers to is_alone(); true after the last
  std::vector<bool> sleeps;  // whether next_signal() may sleep
  bool refuses_kill = false;

  static Event take(std::deque<Event>& events, const Event& otherwise) {
    if (events.empty()) return otherwise;
    const Event event = events.front();
    events.pop_front();
    return event;
  }
  Event reap() { return take(reaped, nothing_happened); }
  Event next_signal(base::Nanoseconds deadline, bool may_sleep) {
    deadlines.push_back(deadline);
    sleeps.push_back(may_sleep);
    REQUIRE(deadlines.size() < 100);  // else the loop never ends
    return take(slept, may_sleep ? children_changed : nothing_happened);
  }
  bool is_alone(Scope /*scope*/) {
    if (alone.empty()) return true;
    const bool answer = alone.front();
    alone.pop_front();
    return answer;
  }
  base::Nanoseconds time = 100;
  base::Nanoseconds passing = 0;  // at each look at the clock
  base::Nanoseconds now() { return time += passing; }
  bool act(const Action& action) {
    if (action.kind != Action::Kind::send) return true;
    done.push_back(std::to_string(action.signal) + (action.is_queued ? " with its value" : ""));
    return action.signal != SIGKILL || !refuses_kill;
  }
  void log_event(const Event& event, const Step& /*step*/) { logged.push_back(event.kind); }
};

int supervise(Script& kernel, const Settings& settings) { return Supervision(kernel, settings).run(); }

TEST_CASE("init exits with PROGRAM's exit code, also if PROGRAM died before the first sleep") {
  Script kernel;
  kernel.reaped = {program_died(7 << 8)};
  CHECK(supervise(kernel, Settings{}) == 7);
  CHECK(kernel.deadlines.empty());
}

TEST_CASE("children that die together are all reaped before init exits") {
  Script kernel;
  kernel.slept = {children_changed};
  kernel.reaped = {nothing_happened, program_died(7 << 8), orphan_died(17),
                   orphan_died(18),  nothing_happened,     orphan_died(19)};
  CHECK(supervise(kernel, Settings{}) == 7);
  CHECK(kernel.reaped.size() == 1);  // all up to the first answer that there is nothing to reap
}

TEST_CASE("signals are forwarded with their values, and init does not try to reap between them") {
  Script kernel;
  Event queued = got(40);
  queued.is_queued = true;
  kernel.slept = {got(SIGHUP), queued, got(SIGUSR1), children_changed};
  kernel.reaped = {nothing_happened, program_died(0)};
  CHECK(supervise(kernel, Settings{}) == 0);
  CHECK(kernel.done == std::vector<std::string>{"1", "40 with its value", "10"});
}

TEST_CASE("a SIGCHLD that a process sent is forwarded, and init tries to reap") {
  Script kernel;
  kernel.slept = {got(SIGCHLD), got(SIGKILL)};
  kernel.reaped = {nothing_happened, program_died(5 << 8)};
  CHECK(supervise(kernel, Settings{}) == 5);
  CHECK(kernel.done == std::vector<std::string>{std::to_string(SIGCHLD)});
}

TEST_CASE("a deadline is a point in time, is set once, and is gone when it is over") {
  Script kernel;
  Settings settings;
  settings.kill_after = 50;
  kernel.slept = {got(SIGTERM), nothing_happened, got(SIGTERM), expired, children_changed};
  kernel.reaped = {nothing_happened, program_died(SIGKILL)};
  CHECK(supervise(kernel, settings) == 137);
  CHECK(kernel.deadlines == std::vector<base::Nanoseconds>{base::never, 150, 150, 150, base::never});
  CHECK(kernel.done == std::vector<std::string>{"15", "15", "9"});
}

TEST_CASE("lingering ends when no process is left") {
  Script kernel;
  Settings settings;
  settings.linger = base::second;
  kernel.reaped = {program_died(3 << 8), nothing_happened, orphan_died(17), nothing_happened};
  kernel.slept = {children_changed};
  kernel.alone = {false, true};
  CHECK(supervise(kernel, settings) == 3);
  CHECK(kernel.done == std::vector<std::string>{"15"});
  CHECK(kernel.deadlines == std::vector<base::Nanoseconds>{100 + base::second});
}

TEST_CASE("init looks again for those that are left and are not its children, until the deadline") {
  Script kernel;
  Settings settings;
  settings.is_pid1 = true;
  settings.linger = base::second / 4;
  kernel.reaped = {program_died(3 << 8), no_children, no_children, no_children, no_children};
  kernel.slept = {expired, got(SIGHUP), expired};
  SUBCASE("they end") {
    kernel.alone = {false, false, true};
    CHECK(supervise(kernel, settings) == 3);
    CHECK(kernel.done == std::vector<std::string>{"15"});
  }
  SUBCASE("their time is up") {
    settings.linger = base::second / 20;
    kernel.slept = {nothing_happened, expired};
    kernel.alone = {false};
    CHECK(supervise(kernel, settings) == 3);
    CHECK(kernel.done == std::vector<std::string>{"15", "9"});
  }
  SUBCASE("what interrupts the wait does not make it longer") {
    kernel.passing = 1;
    kernel.slept = {nothing_happened, nothing_happened, expired};
    kernel.alone = {false, true};
    CHECK(supervise(kernel, settings) == 3);
    CHECK(kernel.deadlines == std::vector<base::Nanoseconds>(3, 102 + base::second / 10));
    return;
  }
  for (const base::Nanoseconds deadline : kernel.deadlines) {
    CHECK(deadline == 100 + std::min(settings.linger, base::second / 10));
  }
}

TEST_CASE("signals and the deadline are looked at between children that keep dying") {
  Script kernel;
  Settings settings;
  settings.kill_after = 50;
  for (int i = 0; i < 200; ++i) kernel.reaped.push_back(orphan_died(17));
  kernel.slept = {got(SIGTERM), nothing_happened, expired, nothing_happened};
  kernel.reaped.push_back(program_died(SIGKILL));
  CHECK(supervise(kernel, settings) == 137);
  CHECK(kernel.done == std::vector<std::string>{"15", "9"});
  REQUIRE(kernel.sleeps.size() >= 4);
  for (const bool may_sleep : kernel.sleeps) CHECK_FALSE(may_sleep);
}

TEST_CASE("once init exits, it does not wait for children that keep dying") {
  Script kernel;
  kernel.reaped = {program_died(0)};
  for (int i = 0; i < 200; ++i) kernel.reaped.push_back(orphan_died(17));
  CHECK(supervise(kernel, Settings{}) == 0);
  CHECK(kernel.reaped.size() > 100);
}

TEST_CASE("PID 1 exits if it may not kill PROGRAM") {
  Script kernel;
  Settings settings;
  settings.kill_after = 50;
  settings.is_pid1 = true;
  kernel.slept = {got(SIGTERM), expired};
  kernel.refuses_kill = true;
  CHECK(supervise(kernel, settings) == 137);
  CHECK(kernel.logged == std::vector<Event::Kind>{Event::Kind::expired, Event::Kind::kill_refused});
}

TEST_CASE("with --pause init goes on without children, and exits by TERM") {
  Script kernel;
  Settings settings;
  settings.pause = true;
  kernel.reaped = {no_children, orphan_died(4), no_children, nothing_happened};
  kernel.slept = {children_changed, got(SIGHUP), got(SIGTERM), got(SIGHUP)};
  CHECK(supervise(kernel, settings) == 0);
  CHECK(kernel.slept.size() == 1);  // it does not sleep again
  CHECK(kernel.done.empty());
}

TEST_CASE("if PROGRAM is gone and was never reaped, init exits with an error") {
  Script kernel;
  kernel.reaped = {no_children};
  CHECK(supervise(kernel, Settings{}) == 125);
}

TEST_CASE("a suspended orphan does not keep init from the dead children after it") {
  Script kernel;
  kernel.reaped = {{.kind = Event::Kind::orphan_suspended}, program_died(5 << 8)};
  CHECK(supervise(kernel, Settings{}) == 5);
  CHECK(kernel.deadlines.empty());
}

TEST_CASE("what died before init exits is reaped, and nothing is logged of children once it exits") {
  Script kernel;
  Settings settings;
  settings.linger = 50;
  settings.verbose = true;
  kernel.reaped = {program_died(3 << 8), nothing_happened, orphan_died(17), no_children, orphan_died(18)};
  kernel.slept = {expired};
  kernel.alone = {false};
  CHECK(supervise(kernel, settings) == 3);
  CHECK(kernel.reaped.size() == 1);
  CHECK(kernel.logged ==
        std::vector<Event::Kind>{Event::Kind::program_died, Event::Kind::expired, Event::Kind::orphan_died});
}

TEST_CASE("without --verbose, only what a step reports is logged") {
  Script kernel;
  Settings settings;
  settings.warn_on_reap = true;
  kernel.reaped = {orphan_died(17), program_died(0)};
  CHECK(supervise(kernel, settings) == 0);
  CHECK(kernel.logged == std::vector<Event::Kind>{Event::Kind::orphan_died});
}

}  // namespace
