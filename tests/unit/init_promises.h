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
  int status = 0;              // of PROGRAM's end, as wait(2) has it
  init::Asked asked{};         // by stop signals
  bool is_suspended = false;   // PROGRAM is, and no shell sees it
  bool is_group_dead = false;  // KILL was sent to PROGRAM's group
};

inline Place first_place(const init::Settings& settings) {
  return {.state = init::initial_state(settings), .is_alive = !settings.pause};
}

inline bool can_happen(const init::Settings& settings, const Place& place, const init::Event& event) {
  using Kind = init::Event::Kind;
  if (event.kind == Kind::program_died || event.kind == Kind::suspended) return place.is_alive;
  if (event.kind == Kind::kill_refused) return place.state.phase == init::Phase::killing;
  if (event.kind == Kind::no_process_left) return place.state.phase == init::Phase::lingering;
  if (event.kind == Kind::no_children) return !place.is_alive || settings.pause;
  return event.kind != Kind::expired || place.has_deadline;
}

/// Whether an event makes init send a stop signal.
inline bool sends_stop(const init::Settings& settings, const Place& before, const init::Event& event) {
  const init::Phase phase = before.state.phase;
  if (phase == init::Phase::draining && event.kind == init::Event::Kind::expired) return true;
  if (phase >= init::Phase::lingering || event.kind != init::Event::Kind::got) return false;
  const bool is_held = phase == init::Phase::running && settings.drain != 0;
  return !is_held && init::asks_to_stop(settings, before.state, event.signal);
}

inline Place place_after(const init::Settings& settings, const Place& before, const init::Event& event,
                         const init::Step& step) {
  Place after = before;
  after.state = step.state;
  if (event.kind == init::Event::Kind::expired) after.has_deadline = false;
  if (step.wake_after != init::same_deadline) after.has_deadline = step.wake_after != base::never;
  if (event.kind == init::Event::Kind::program_died) {
    after.is_alive = false;
    after.status = event.status;
  }
  if (event.kind == init::Event::Kind::suspended) after.is_suspended = true;
  if (sends_stop(settings, before, event)) {
    const auto asked = static_cast<init::Asked>(1 + static_cast<int>(init::scope_of(settings)));
    after.asked = std::max(after.asked, asked);
  }
  for (const init::Action& action : step) {
    if (action.kind == init::Action::Kind::suspend_self) after.is_suspended = false;  // the shell sees it
    if (action.kind != init::Action::Kind::send) continue;
    if (action.signal == SIGCONT) after.is_suspended = false;
    if (action.signal == SIGKILL && action.scope >= init::Scope::group) after.is_group_dead = true;
  }
  return after;
}

/// The promises about who is asked to exit: `step` must not ask anybody whom init asked itself.
inline const char* broken_by_asking(const init::Settings& settings, const Place& before,
                                    const init::Event& event, const init::Step& step) {
  if (event.kind != init::Event::Kind::program_died || step.exits) return nullptr;
  const bool asks = step.count != 0;
  const bool is_rest = before.asked == init::Asked::group && before.is_group_dead;
  const bool was_told = before.asked >= init::Asked::group && !is_rest;
  if (asks && was_told) return "it asks somebody twice to exit";
  if (!asks && !was_told) return "it waits for somebody whom it has not asked to exit";
  return asks && step.actions[0].scope != init::widest_scope(settings) ? "it does not ask everybody"
                                                                       : nullptr;
}

inline bool kills_program(const init::Step& step) {
  return std::any_of(step.begin(), step.end(), [](const init::Action& action) {
    return action.kind == init::Action::Kind::send && action.signal == SIGKILL &&
           action.scope == init::Scope::program;
  });
}

/// Whether PROGRAM must not be left suspended: by anything but STOP where nobody is above init, and by
/// nothing once it was asked to stop, unless a shell sees it.
inline bool broken_by_suspension(const init::Settings& settings, const init::Event& event,
                                 const Place& after) {
  const bool has_nobody = settings.is_pid1 || settings.is_session_leader;
  if (event.kind == init::Event::Kind::suspended && event.signal != SIGSTOP && has_nobody) return true;
  return after.state.phase == init::Phase::terminating || after.state.phase == init::Phase::killing;
}

inline const char* broken_by_exit(const init::Settings& settings, const Place& before,
                                  const init::Event& event, const Place& after) {
  if (event.kind == init::Event::Kind::kill_refused)
    return settings.is_pid1 ? nullptr : "it exits before PROGRAM, and is not PID 1";
  const int code = settings.pause ? 0 : init::exit_code_of(settings, after.status, before.state.sent);
  if (after.is_alive) return "it exits before PROGRAM";
  return after.state.exit_code == code ? nullptr : "it exits with another exit code";
}

/// The promises about an action, whatever the event.
inline const char* broken_by_action(const init::Settings& settings, const init::Action& action) {
  const bool is_known = action.signal > 0 && action.signal <= init::last_signal;
  if (action.kind == init::Action::Kind::send && !is_known) return "it sends a number that is not a signal";
  if (action.scope == init::Scope::everyone && !settings.is_pid1)
    return "it is not PID 1 and signals every process";
  const bool is_suspended = action.kind == init::Action::Kind::suspend_self && settings.is_pid1;
  return is_suspended ? "PID 1 suspends itself" : nullptr;
}

/// The promises about a signal that came.
inline const char* broken_by_signal(const init::Settings& settings, const Place& before,
                                    const init::Event& event, const init::Step& step) {
  if (event.kind != init::Event::Kind::got) return nullptr;
  const bool has_new_clock = step.wake_after != init::same_deadline;
  if (has_new_clock && !init::asks_to_stop(settings, before.state, event.signal))
    return "a signal that is no stop signal starts a clock";
  const int sent = settings.rewrite[static_cast<std::size_t>(event.signal)];
  const bool is_sent = sent == 0 || (step.state.sent & init::bit_of(sent)) != 0;
  const bool is_lost = before.is_alive && !is_sent && step.state.held != sent;
  return is_lost ? "a signal is neither sent nor held back" : nullptr;
}

/// The promises about the phase after a step.
inline const char* broken_by_phase(const init::Settings& settings, const Place& before,
                                   const init::Step& step, const Place& after) {
  using init::Phase;
  const Phase phase = after.state.phase;
  const bool is_limited = phase == Phase::terminating && settings.kill_after != 0;
  if ((is_limited || phase == Phase::draining || phase == Phase::lingering) && !after.has_deadline)
    return "it has no deadline";
  if (phase == Phase::killing && before.state.phase != phase && !kills_program(step))
    return "PROGRAM is not killed when its time is up";
  if (!after.is_alive && !settings.pause && phase != Phase::lingering) return "it goes on without PROGRAM";
  const bool is_right = (phase == Phase::pausing) == settings.pause;
  return is_right ? nullptr : "it pauses without --pause, or does not with it";
}

/// The promise that a step breaks; nullptr if it keeps them all.
inline const char* broken_promise(const init::Settings& settings, const Place& before,
                                  const init::Event& event, const init::Step& step, const Place& after) {
  for (const init::Action& action : step) {
    if (const char* const broken = broken_by_action(settings, action)) return broken;
  }
  if (step.exits) return broken_by_exit(settings, before, event, after);
  if (after.is_alive && after.is_suspended && broken_by_suspension(settings, event, after))
    return "PROGRAM stays suspended, and nobody could continue it";
  for (const char* const broken :
       {broken_by_asking(settings, before, event, step), broken_by_signal(settings, before, event, step),
        broken_by_phase(settings, before, step, after)}) {
    if (broken != nullptr) return broken;
  }
  return nullptr;
}

}  // namespace test
