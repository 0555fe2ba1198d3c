// What init decides: step() takes an event, and returns what is done about it. Nothing here reads a clock,
// calls the kernel or keeps a state of its own.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "base/number.h"
#include "init/exit_code.h"
#include "init/model.h"
#include "init/sending.h"
#include "init/stop_signals.h"

namespace init {

// clang-format off
enum class Move : std::uint8_t { nothing, forward, terminate, release, kill, linger, exit, report, job_control, give_up, kill_rest };

/// What each event leads to: phases across, events down in the order of Event::Kind. The signals that ask to
/// stop have a row of their own before these.
inline constexpr Move moves[][6] = {
  // running          draining           terminating        killing            lingering        pausing
  {Move::terminate,   Move::release,     Move::terminate,   Move::terminate,   Move::nothing,   Move::exit},     // got a stop signal
  {Move::forward,     Move::forward,     Move::forward,     Move::forward,     Move::nothing,   Move::nothing},  // got another signal
  {Move::linger,      Move::linger,      Move::linger,      Move::linger,      Move::nothing,   Move::nothing},  // PROGRAM exited
  {Move::report,      Move::report,      Move::report,      Move::report,      Move::report,    Move::report},   // an orphan exited
  {Move::job_control, Move::job_control, Move::job_control, Move::job_control, Move::nothing,   Move::nothing},  // PROGRAM was suspended
  {Move::exit,        Move::exit,        Move::exit,        Move::exit,        Move::nothing,   Move::nothing},  // no child is left
  {Move::nothing,     Move::nothing,     Move::nothing,     Move::nothing,     Move::exit,      Move::nothing},  // no process is left
  {Move::give_up,     Move::give_up,     Move::give_up,     Move::give_up,     Move::nothing,   Move::nothing},  // KILL is refused
  {Move::nothing,     Move::release,     Move::kill,        Move::nothing,     Move::kill_rest, Move::nothing},  // time is up
};
// clang-format on
// A row for a stop signal, and one for each kind of event that step() is given; a column for each phase.
static_assert(std::size(moves) == 1 + static_cast<std::size_t>(Event::Kind::children_changed));
static_assert(std::size(moves[0]) == 1 + static_cast<std::size_t>(Phase::pausing));

constexpr State initial_state(const Settings& settings) {
  if (settings.pause) return {.phase = Phase::pausing, .exit_code = 0};
  return {};
}

/// Returns the move from the table.
constexpr Move move_for(const Settings& settings, const State& state, const Event& event) {
  const bool is_first_row = event.kind == Event::Kind::got && asks_to_stop(settings, state, event.signal);
  const auto row = is_first_row ? 0 : 1 + static_cast<std::size_t>(event.kind);
  return moves[row][static_cast<std::size_t>(state.phase)];
}

/// Starts the phase `terminating`, in which --kill-after limits PROGRAM's time.
constexpr void start_terminating(Step& step, const Settings& settings) {
  step.state.phase = Phase::terminating;
  step.wake_after = settings.kill_after != 0 ? settings.kill_after : base::never;
}

/// A stop signal came: holds the first one back (--drain) or sends it.
constexpr void terminate(Step& step, const Settings& settings, const Event& event) {
  const int sent = rewritten(settings, event.signal);
  const bool is_first = step.state.phase == Phase::running;
  if (is_first && settings.drain != 0) {
    step.state.phase = Phase::draining;
    step.state.held = static_cast<std::uint8_t>(sent);
    step.wake_after = settings.drain;
    return;
  }
  stop(step, settings, sent, event.is_queued);
  if (step.state.is_suspended) proceed(step);
  if (is_first) start_terminating(step, settings);
}

/// Sends the signal that was held back, and then the one that ended the wait. If they are the same, it is
/// sent once, as the kernel merges two equal signals that are pending.
constexpr void release(Step& step, const Settings& settings, const Event& event) {
  stop(step, settings, step.state.held, false);
  if (event.kind == Event::Kind::got) {
    const int sent = rewritten(settings, event.signal);
    if (sent != step.state.held) stop(step, settings, sent, event.is_queued);
  }
  if (step.state.is_suspended) proceed(step);
  start_terminating(step, settings);
}

/// Kills the processes that signals go to, and PROGRAM itself, which may have left its process group.
constexpr void kill_program(Step& step, const Settings& settings) {
  step.state.phase = Phase::killing;
  step.is_reported = true;
  forward(step, settings, SIGKILL, false);
  if (settings.scope != Scope::program) send(step, SIGKILL, Scope::program);
}

/// PROGRAM has exited: with --linger, asks the processes that it left to exit too, unless they were asked
/// with PROGRAM. (A process group that KILL was sent to has no process left: none of these was asked then.)
constexpr void linger(Step& step, const Settings& settings) {
  step.exits = settings.linger == 0;
  if (step.exits) return;
  step.state.phase = Phase::lingering;
  const bool is_group_dead = step.state.asked == Asked::group && (step.state.sent & bit_of(SIGKILL)) != 0;
  if (step.state.asked < Asked::group || is_group_dead) send(step, SIGTERM, widest_scope(settings));
  step.wake_after = settings.linger;
}

/// PROGRAM was suspended. If it wants the terminal and init's process group has that, PROGRAM gets it and is
/// continued. If a shell started init, init suspends itself too, so that the shell sees it. If
/// init is PID 1 or leads its session, no process above it could continue PROGRAM: init does, as the kernel
/// lets none of these signals suspend a PID 1. STOP is meant to suspend it, and is not undone. After a stop
/// signal, a suspended PROGRAM could not react to it.
constexpr void job_control(Step& step, const Settings& settings, const Event& event) {
  step.state.is_suspended = true;
  const bool is_at_top = settings.is_pid1 || settings.is_session_leader;
  const bool wants_terminal = event.signal == SIGTTIN || event.signal == SIGTTOU;
  if (wants_terminal && event.is_foreground) {
    step.add({.kind = Action::Kind::give_terminal});
    proceed(step);
  } else if (settings.has_terminal && !is_at_top) {
    step.add({.kind = Action::Kind::suspend_self, .signal = static_cast<std::uint8_t>(event.signal)});
  } else if (step.state.phase >= Phase::terminating || (is_at_top && event.signal != SIGSTOP)) {
    proceed(step);
  }
}

/// PROGRAM became another user, and init may not kill it. If PID 1 exits, the kernel kills all the others.
constexpr void give_up(Step& step, const Settings& settings) {
  if (!settings.is_pid1) return;
  step.state.exit_code = exit_code_of(settings, SIGKILL, step.state.sent);
  step.is_reported = true;
  step.exits = true;
}

/// Decides what to do about one event.
constexpr Step step(const Settings& settings, const State& state, const Event& event) {
  Step step{.state = state};
  if (event.kind == Event::Kind::program_died) {
    step.state.exit_code = exit_code_of(settings, event.status, state.sent);
  }
  switch (move_for(settings, state, event)) {
    case Move::nothing: break;
    case Move::forward: forward(step, settings, rewritten(settings, event.signal), event.is_queued); break;
    case Move::terminate: terminate(step, settings, event); break;
    case Move::release: release(step, settings, event); break;
    case Move::kill: kill_program(step, settings); break;
    case Move::linger: linger(step, settings); break;
    case Move::exit: step.exits = true; break;
    case Move::job_control: job_control(step, settings, event); break;
    case Move::give_up: give_up(step, settings); break;
    case Move::report: step.is_reported = settings.warn_on_reap; break;
    case Move::kill_rest:
      send(step, SIGKILL, widest_scope(settings));
      step.exits = true;
      break;
  }
  return step;
}

}  // namespace init
