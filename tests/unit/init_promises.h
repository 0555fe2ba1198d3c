// What must hold at each step of init, whatever happens: a walk of all events and a fuzzer
// ask for the same.
#pragma once

#include <algorithm>

#include "init/step.h"

namespace test {

/// Where a sequence of events stands: what step() knows, and what the world does.
struct Place {
  init::State state;
  bool is_alive = true;  // PROGRAM is
  bool is_armed = false;
  int status = 0;  // how PROGRAM ended
};

inline Place first_place(const init::Settings& settings) {
  return {.state = init::initial_state(settings), .is_alive = !settings.pause};
}

inline bool can_happen(const init::Settings& settings, const Place& place, const init::Event& event) {
  using Kind = init::Event::Kind;
  if (event.kind == Kind::program_died || event.kind == Kind::stopped) return place.is_alive;
  if (event.kind == Kind::alone) return !place.is_alive || settings.pause;
  return event.kind != Kind::expired || place.is_armed;
}

inline Place place_after(const Place& before, const init::Event& event, const init::Step& step) {
  Place after = before;
  after.state = step.state;
  if (event.kind == init::Event::Kind::expired) after.is_armed = false;
  if (step.wake_after != init::as_before) after.is_armed = step.wake_after != base::never;
  if (event.kind == init::Event::Kind::program_died) after.is_alive = false, after.status = event.status;
  return after;
}

inline bool leaves(const init::Step& step) {
  return std::any_of(step.begin(), step.end(),
                     [](const init::Action& action) { return action.kind == init::Action::Kind::leave; });
}

inline bool kills_program(const init::Step& step) {
  return std::any_of(step.begin(), step.end(), [](const init::Action& action) {
    return action.kind == init::Action::Kind::send && action.signal == SIGKILL &&
           action.target == init::Target::program;
  });
}

inline const char* broken_by_leaving(const init::Settings& settings, const Place& before,
                                     const Place& after) {
  const int code = settings.pause ? 0 : init::exit_code_of(settings, after.status, before.state.sent);
  if (after.is_alive) return "it leaves PROGRAM behind";
  return after.state.exit_code == code ? nullptr : "it leaves with another exit code";
}

/// The promise that a step broke; nullptr: none.
inline const char* broken_promise(const init::Settings& settings, const Place& before,
                                  const init::Event& event, const init::Step& step, const Place& after) {
  using init::Phase;
  for (const init::Action& action : step) {
    const bool is_known = action.signal > 0 && action.signal <= init::last_signal;
    if (action.kind == init::Action::Kind::send && !is_known) return "it sends no signal";
    if (action.target == init::Target::everyone && !settings.is_pid1)
      return "it is not PID 1 and signals all";
    if (action.kind == init::Action::Kind::stop_self && settings.is_pid1) return "PID 1 stops";
  }
  if (leaves(step)) return broken_by_leaving(settings, before, after);
  const Phase phase = after.state.phase;
  const bool is_limited = phase == Phase::stopping && settings.kill_after != 0;
  if ((is_limited || phase == Phase::draining || phase == Phase::lingering) && !after.is_armed)
    return "no clock runs";
  if (phase == Phase::killing && before.state.phase != phase && !kills_program(step))
    return "PROGRAM outlives its time";
  if (event.kind == init::Event::Kind::got && before.is_alive) {
    const int sent = settings.rewrite[static_cast<std::size_t>(event.signal)];
    const bool is_sent = sent == 0 || (step.state.sent & init::bit_of(sent)) != 0;
    if (!is_sent && step.state.held != sent) return "a signal is neither sent nor held back";
  }
  if (!after.is_alive && !settings.pause && phase != Phase::lingering) return "it stays without PROGRAM";
  return (phase == Phase::pausing) == settings.pause ? nullptr : "it pauses and was not told to";
}

}  // namespace test
