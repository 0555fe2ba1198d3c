// The loop, over a kernel that plays a script.
#include <deque>
#include <string>
#include <vector>

#include "doctest.h"
#include "init/supervise.h"

namespace {

using namespace init;

constexpr Event nothing{};
constexpr Event children_changed{.kind = Event::Kind::children_changed};

/// What it will answer, and what it was told to do, in words.
struct Script {
  std::deque<Event> reaped;
  std::deque<Event> waited;
  std::vector<std::string> done;
  base::Nanoseconds now = 100;
  std::vector<base::Nanoseconds> deadlines;

  static Event take(std::deque<Event>& events, const Event& otherwise) {
    if (events.empty()) return otherwise;
    const Event event = events.front();
    events.pop_front();
    return event;
  }
  Event reap() { return take(reaped, nothing); }
  Event sleep_until_signal(base::Nanoseconds deadline) {
    deadlines.push_back(deadline);
    REQUIRE(deadlines.size() < 100);  // a loop that never ends
    return take(waited, children_changed);
  }
  base::Nanoseconds after(base::Nanoseconds time) const { return time == base::never ? time : now + time; }
  void act(const Action& action) {
    if (action.kind != Action::Kind::send) return;
    done.push_back(std::to_string(action.signal) + (action.is_queued ? " with its value" : ""));
  }
  void log_event(const Settings& /*settings*/, const Event& /*event*/, const Step& /*step*/) {}
};

TEST_CASE("PROGRAM's exit code comes out, though it died before the first wait") {
  Script kernel;
  kernel.reaped = {program_died(7 << 8)};
  CHECK(supervise(kernel, Settings{}) == 7);
  CHECK(kernel.deadlines.empty());
}

TEST_CASE("two that die at once are both reaped before it leaves") {
  Script kernel;
  kernel.waited = {children_changed};
  kernel.reaped = {nothing, program_died(7 << 8), orphan_died(17), orphan_died(18), nothing, orphan_died(19)};
  CHECK(supervise(kernel, Settings{}) == 7);
  CHECK(kernel.reaped.size() == 1);  // all up to the first "nothing", and no more
}

TEST_CASE("signals go on, with their values, and no child is looked for between them") {
  Script kernel;
  Event queued = got(40);
  queued.is_queued = true;
  kernel.waited = {got(SIGHUP), queued, got(SIGUSR1), children_changed};
  kernel.reaped = {nothing, program_died(0)};
  CHECK(supervise(kernel, Settings{}) == 0);
  CHECK(kernel.done == std::vector<std::string>{"1", "40 with its value", "10"});
}

TEST_CASE("a SIGCHLD that somebody sent is sent on, and children are looked for") {
  Script kernel;
  kernel.waited = {got(SIGCHLD), got(SIGKILL)};
  kernel.reaped = {nothing, program_died(5 << 8)};
  CHECK(supervise(kernel, Settings{}) == 5);
  CHECK(kernel.done == std::vector<std::string>{std::to_string(SIGCHLD)});
}

TEST_CASE("deadlines are absolute, set once, and forgotten when they are over") {
  Script kernel;
  Settings settings;
  settings.kill_after = 50;
  kernel.waited = {got(SIGTERM), nothing, got(SIGTERM), expired, children_changed};
  kernel.reaped = {nothing, program_died(SIGKILL)};
  CHECK(supervise(kernel, settings) == 137);
  CHECK(kernel.deadlines == std::vector<base::Nanoseconds>{base::never, 150, 150, 150, base::never});
  CHECK(kernel.done == std::vector<std::string>{"15", "15", "9"});
}

TEST_CASE("lingering ends when nobody is left") {
  Script kernel;
  Settings settings;
  settings.linger = base::second;
  kernel.reaped = {program_died(3 << 8), orphan_died(17), nothing, orphan_died(18), alone};
  CHECK(supervise(kernel, settings) == 3);
  CHECK(kernel.done == std::vector<std::string>{"15"});
}

TEST_CASE("a pause outlives its children and ends by TERM") {
  Script kernel;
  Settings settings;
  settings.pause = true;
  kernel.reaped = {alone, orphan_died(4), alone, nothing};
  kernel.waited = {children_changed, got(SIGHUP), got(SIGTERM)};
  CHECK(supervise(kernel, settings) == 0);
  CHECK(kernel.done.empty());
}

TEST_CASE("children that vanish unseen end it with an error") {
  Script kernel;
  kernel.reaped = {alone};
  CHECK(supervise(kernel, Settings{}) == 125);
}

}  // namespace
