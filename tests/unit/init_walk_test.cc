// A walk of every sequence of events, under every mix of settings: what must hold
// in all of them is checked at each step. Two ways to the same state go on alike,
// so each state is walked from once and the walk ends by itself.
#include <set>
#include <tuple>
#include <vector>

#include "doctest.h"
#include "init/core.h"

namespace {

using namespace init;

/// Where a walk stands: what step() knows, and what the world does.
struct Place {
  State state;
  bool is_alive = true;  // PROGRAM is
  bool is_armed = false;
  int status = 0;  // how PROGRAM ended

  [[nodiscard]] auto key() const {
    return std::tuple(static_cast<int>(state.phase), state.sent, state.exit_code, state.held, is_alive,
                      is_armed, status);
  }
};

const std::vector<Event> events = {
    got(SIGTERM),
    got(SIGINT),
    got(SIGHUP),
    got(SIGCONT),
    got(SIGTSTP),
    got(40),
    orphan_died(17),
    program_died(3 << 8),
    program_died(SIGKILL),
    stopped(SIGTSTP, false),
    stopped(SIGTTIN, true),
    alone,
    expired,
};

bool can_happen(const Settings& settings, const Place& place, const Event& event) {
  const bool is_of_program = event.kind == Event::Kind::program_died || event.kind == Event::Kind::stopped;
  if (is_of_program) return place.is_alive;
  if (event.kind == Event::Kind::alone) return !place.is_alive || settings.pause;
  return event.kind != Event::Kind::expired || place.is_armed;
}

bool sends(const Step& step, int signal, Target target) {
  for (const Action& action : step) {
    if (action.kind == Action::Kind::send && action.signal == signal && action.target == target) return true;
  }
  return false;
}

bool leaves(const Step& step) {
  for (const Action& action : step) {
    if (action.kind == Action::Kind::leave) return true;
  }
  return false;
}

void check_step(const Settings& settings, const Place& before, const Event& event, const Step& step,
                const Place& after) {
  for (const Action& action : step) {
    if (action.target == Target::everyone) REQUIRE(settings.is_pid1);
    if (action.kind == Action::Kind::stop_self) REQUIRE_FALSE(settings.is_pid1);
    if (action.kind == Action::Kind::send) REQUIRE(action.signal > 0);
  }
  if (leaves(step)) {
    REQUIRE_FALSE(after.is_alive);
    if (!settings.pause)
      REQUIRE(step.state.exit_code == exit_code_of(settings, after.status, before.state.sent));
    if (settings.pause) REQUIRE(step.state.exit_code == 0);
    return;
  }
  // Whoever limits PROGRAM's time gets its end: a clock runs, or KILL was sent.
  if (after.state.phase == Phase::stopping && settings.kill_after != 0) REQUIRE(after.is_armed);
  if (after.state.phase == Phase::draining || after.state.phase == Phase::lingering) REQUIRE(after.is_armed);
  if (after.state.phase == Phase::killing && before.state.phase != Phase::killing) {
    REQUIRE(sends(step, SIGKILL, Target::program));
  }
  // Nothing is lost: what is not dropped is sent on, or held back.
  if (event.kind == Event::Kind::got && before.is_alive) {
    const int sent = settings.rewrite[static_cast<std::size_t>(event.signal)];
    const bool is_sent = sent == 0 || (step.state.sent & bit_of(sent)) != 0;
    REQUIRE((is_sent || step.state.held == sent));
  }
  if (!after.is_alive && !settings.pause) REQUIRE(after.state.phase == Phase::lingering);
  REQUIRE((after.state.phase == Phase::pausing) == settings.pause);
}

std::size_t walk(const Settings& settings) {
  std::set<decltype(Place{}.key())> seen;
  std::vector<Place> places;
  Place start;
  start.state = initial_state(settings);
  start.is_alive = !settings.pause;
  places.push_back(start);
  while (!places.empty()) {
    const Place place = places.back();
    places.pop_back();
    if (!seen.insert(place.key()).second) continue;
    for (const Event& event : events) {
      if (!can_happen(settings, place, event)) continue;
      const Step next = step(settings, place.state, event);
      Place after = place;
      after.state = next.state;
      if (event.kind == Event::Kind::expired) after.is_armed = false;
      if (next.wake_after != as_before) after.is_armed = next.wake_after != base::never;
      if (event.kind == Event::Kind::program_died) after.is_alive = false, after.status = event.status;
      check_step(settings, place, event, next, after);
      if (!leaves(next)) places.push_back(after);
    }
  }
  return seen.size();
}

TEST_CASE("every sequence of events keeps the promises") {
  std::size_t states = 0;
  for (unsigned mix = 0; mix < 1U << 10; ++mix) {
    CAPTURE(mix);
    Settings settings;
    settings.kill_after = (mix & 1) != 0 ? 8 * base::second : 0;
    settings.drain = (mix & 2) != 0 ? 5 * base::second : 0;
    settings.linger = (mix & 4) != 0 ? 3 * base::second : 0;
    settings.is_pid1 = (mix & 8) != 0;
    settings.has_terminal = (mix & 16) != 0;
    settings.target = static_cast<Target>((mix >> 5) % 3);
    if ((mix & 128) != 0) settings.rewrite.change(SIGTERM, SIGUSR1);
    if ((mix & 256) != 0) settings.rewrite.change(SIGHUP, 0);
    settings.pause = (mix & 512) != 0;
    states += walk(settings);
  }
  MESSAGE("states walked: ", states);
  CHECK(states > 10'000);
}

}  // namespace
