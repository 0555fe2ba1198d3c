// A walk of every sequence of events, under every mix of settings. The promises are checked at each step.
// What follows a state does not depend on how it was reached, so the walk goes on from each state once, and
// ends.
#include <set>
#include <tuple>
#include <vector>

#include "doctest.h"
#include "init/step.h"
#include "tests/unit/init_promises.h"

namespace {

using namespace init;

/// Equal for places from which everything that follows is the same. (Of what was sent, only KILL matters
/// here, and Place has that. The rest decides about exit codes that are remapped, and none is.)
auto key_of(const test::Place& place) {
  const State& state = place.state;
  return std::tuple(state.phase, state.exit_code, state.held, state.asked, state.is_suspended, place.is_alive,
                    place.has_deadline, place.status, place.asked, place.is_suspended, place.is_group_dead);
}

const std::vector<Event> events = {
    got(SIGTERM),
    got(SIGQUIT),
    got(SIGHUP),
    got(SIGCONT),
    got(SIGTSTP),
    got(40),
    orphan_died(17),
    program_died(3 << 8),
    program_died(SIGKILL),
    suspended(SIGTSTP, false),
    suspended(SIGTTIN, true),
    suspended(SIGSTOP, false),
    no_children,
    no_process_left,
    kill_refused,
    expired,
};

std::size_t walk(const Settings& settings) {
  std::set<decltype(key_of({}))> seen;
  std::vector<test::Place> places = {test::first_place(settings)};
  while (!places.empty()) {
    const test::Place place = places.back();
    places.pop_back();
    if (!seen.insert(key_of(place)).second) continue;
    for (const Event& event : events) {
      if (!test::can_happen(settings, place, event)) continue;
      const Step next = step(settings, place.state, event);
      const test::Place after = test::place_after(settings, place, event, next);
      const char* const broken = test::broken_promise(settings, place, event, next, after);
      if (broken != nullptr) FAIL(broken);  // an assertion for each step would take most of the time
      if (!next.exits) places.push_back(after);
    }
  }
  return seen.size();
}

TEST_CASE("every sequence of events keeps the promises") {
  std::size_t states = 0;
  for (unsigned mix = 0; mix < 6U << 9; ++mix) {
    CAPTURE(mix);
    Settings settings;
    settings.kill_after = (mix & 1) != 0 ? 8 * base::second : 0;
    settings.drain = (mix & 2) != 0 ? 5 * base::second : 0;
    settings.linger = (mix & 4) != 0 ? 3 * base::second : 0;
    settings.is_pid1 = (mix & 8) != 0;
    settings.is_session_leader = (mix & 16) != 0;
    settings.has_terminal = (mix & 32) != 0;
    settings.scope = static_cast<Scope>((mix >> 6) % 3);
    settings.pause = (mix & 256) != 0;
    switch (mix >> 9) {
      case 0: break;
      case 1: settings.rewrite.change(SIGTERM, SIGUSR1); break;
      case 2: settings.rewrite.change(SIGHUP, 0); break;
      case 3: settings.rewrite.change(SIGHUP, SIGKILL); break;
      case 4: settings.rewrite.change(SIGTERM, SIGKILL); break;
      default: settings.stop_signals = bit_of(SIGQUIT) | bit_of(SIGTSTP); break;
    }
    states += walk(settings);
  }
  MESSAGE("states walked: ", states);
  CHECK(states > 10'000);
}

}  // namespace
