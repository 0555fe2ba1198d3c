// What each step of init promises, whatever happens. A walk of all events and a fuzzer check it.
#pragma once

#include <algorithm>

#include "init/step.h"

namespace test {

/// How far a sequence of events has come: what step() knows, and what is true of PROGRAM and the deadline.
struct Place {
  init::State state;
  bool is_alive = true;  // PROGRAM is
  bool has_deadline = false;
  int status = 0;  // of PROGRAM's end, as wait(2) has it
};

inline Place first_place(const init::Settings& settings) {
  return {.state = init::initial_state(settings), .is_alive = !settings.pause};
}

inline bool can_happen(const init::Settings& settings, const Place& place, const init::Event& event) {
  using Kind = init::Event::Kind;
  if (event.kind == Kind::program_died || event.kind == Kind::suspended) return place.is_alive;
  if (event.kind == Kind::no_children) return !place.is_alive || settings.pause;
  return event.kind != Kind::expired || place.has_deadline;
}

inline Place place_after(const Place& before, const init::Event& event, const init::Step& step) {
  Place after = before;
  after.state = step.state;
  if (event.kind == init::Event::Kind::expired) after.has_deadline = false;
  if (step.wake_after != init::same_deadline) after.has_deadline = step.wake_after != base::never;
  if (event.kind == init::Event::Kind::program_died) {
    after.is_alive = false;
    after.status = event.status;
  }
  return after;
}

inline bool kills_program(const init::Step& step) {
  return std::any_of(step.begin(), step.end(), [](const init::Action& action) {
    return action.kind == init::Action::Kind::send && action.signal == SIGKILL &&
           action.scope == init::Scope::program;
  });
}

inline const char* broken_by_exit(const init::Settings& settings, const Place& before, const Place& after) {
  const int code = settings.pause ? 0 : init::exit_code_of(settings, after.status, before.state.sent);
  if (after.is_alive) return "it exits before PROGRAM";
  return after.state.exit_code == code ? nullptr : "it exits with another exit code";
}

/// The promise that a step breaks; nullptr if it keeps them all.
inline const char* broken_promise(const init::Settings& settings, const Place& before,
                                  const init::Event& event, const init::Step& step, const Place& after) {
  using init::Phase;
  for (const init::Action& action : step) {
    const bool is_known = action.signal > 0 && action.signal <= init::last_signal;
    if (action.kind == init::Action::Kind::send && !is_known) return "it sends a number that is not a signal";
    if (action.scope == init::Scope::everyone && !settings.is_pid1)
      return "it is not PID 1 and signals every process";
    if (action.kind == init::Action::Kind::suspend_self && settings.is_pid1) return "PID 1 suspends itself";
  }
  if (step.exits) return broken_by_exit(settings, before, after);
  const Phase phase = after.state.phase;
  const bool is_limited = phase == Phase::terminating && settings.kill_after != 0;
  if ((is_limited || phase == Phase::draining || phase == Phase::lingering) && !after.has_deadline)
    return "it has no deadline";
  if (phase == Phase::killing && before.state.phase != phase && !kills_program(step))
    return "PROGRAM is not killed when its time is up";
  if (event.kind == init::Event::Kind::got && before.is_alive) {
    const int sent = settings.rewrite[static_cast<std::size_t>(event.signal)];
    const bool is_sent = sent == 0 || (step.state.sent & init::bit_of(sent)) != 0;
    if (!is_sent && step.state.held != sent) return "a signal is neither sent nor held back";
  }
  if (!after.is_alive && !settings.pause && phase != Phase::lingering) return "it goes on without PROGRAM";
  return (phase == Phase::pausing) == settings.pause ? nullptr
                                                     : "it pauses without --pause, or does not with it";
}

}  // namespace test
