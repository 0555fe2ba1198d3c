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
#include "init/stop_signals.h"

namespace init {

// clang-format off
/// What init does about an event. The function of the same name below, if there is one, has the details.
enum class Move : std::uint8_t { nothing, forward, terminate, release, kill, linger, exit, report, job_control, kill_rest };

/// What each event leads to: phases across, events down in the order of Event::Kind. The signals that ask to
/// stop have a row of their own before these.
inline constexpr Move moves[][6] = {
  // running          draining           terminating        killing            lingering        pausing
  {Move::terminate,   Move::release,     Move::forward,     Move::forward,     Move::nothing,   Move::exit},     // got a stop signal
  {Move::forward,     Move::forward,     Move::forward,     Move::forward,     Move::nothing,   Move::nothing},  // got another signal
  {Move::linger,      Move::linger,      Move::linger,      Move::exit,        Move::nothing,   Move::nothing},  // PROGRAM exited
  {Move::report,      Move::report,      Move::report,      Move::report,      Move::report,    Move::report},   // an orphan exited
  {Move::job_control, Move::job_control, Move::job_control, Move::job_control, Move::nothing,   Move::nothing},  // PROGRAM was suspended
  {Move::exit,        Move::exit,        Move::exit,        Move::exit,        Move::exit,      Move::nothing},  // no child is left
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

/// Returns the widest scope that init may use: kill(-1) is only safe as PID 1, where it reaches no process
/// outside of the namespace.
constexpr Scope widest_scope(const Settings& settings) {
  return settings.is_pid1 ? Scope::everyone : Scope::group;
}

/// Returns the move from the table.
constexpr Move move_for(const Settings& settings, const State& state, const Event& event) {
  const bool is_first_row = event.kind == Event::Kind::got && asks_to_stop(settings, state, event.signal);
  const auto row = is_first_row ? 0 : 1 + static_cast<std::size_t>(event.kind);
  return moves[row][static_cast<std::size_t>(state.phase)];
}

/// Adds the action that sends a signal.
constexpr void send(Step& step, int signal, Scope scope, bool is_queued = false) {
  step.add({.kind = Action::Kind::send,
            .scope = scope,
            .signal = static_cast<std::uint8_t>(signal),
            .is_queued = is_queued});
}

/// Sends a signal to the processes that the settings name; 0 is not sent.
constexpr void forward(Step& step, const Settings& settings, int signal, bool is_queued) {
  if (signal == 0) return;
  Scope scope = settings.scope == Scope::everyone ? widest_scope(settings) : settings.scope;
  if (signal == SIGCONT) {
    step.state.sent &= ~bit_of(SIGTSTP);  // a later TSTP is the terminal's
    if (settings.has_terminal) {          // a terminal suspends a whole group, so all of it goes on
      step.add({.kind = Action::Kind::give_terminal});
      if (scope == Scope::program) scope = Scope::group;
    }
  }
  step.state.sent |= bit_of(signal);
  send(step, signal, scope, is_queued);
}

/// Starts the phase `terminating`, in which --kill-after limits PROGRAM's time.
constexpr void start_terminating(Step& step, const Settings& settings) {
  step.state.phase = Phase::terminating;
  step.wake_after = settings.kill_after != 0 ? settings.kill_after : base::never;
}

/// A stop signal came: holds it back (--drain) or sends it.
constexpr void terminate(Step& step, const Settings& settings, const Event& event) {
  const int sent = rewritten(settings, event.signal);
  if (settings.drain != 0 && (event.signal == SIGTERM || sent == SIGTERM)) {
    step.state.phase = Phase::draining;
    step.state.held = static_cast<std::uint8_t>(sent);
    step.wake_after = settings.drain;
    return;
  }
  forward(step, settings, sent, event.is_queued);
  start_terminating(step, settings);
}

/// Sends the signal that was held back, and then the one that ended the wait. If they are the same, it is
/// sent once, as the kernel merges two equal signals that are pending.
constexpr void release(Step& step, const Settings& settings, const Event& event) {
  forward(step, settings, step.state.held, false);
  if (event.kind == Event::Kind::got) {
    const int sent = rewritten(settings, event.signal);
    if (sent != step.state.held) forward(step, settings, sent, event.is_queued);
  }
  start_terminating(step, settings);
}

/// Kills the processes that signals go to, and PROGRAM itself, which may have left its process group.
constexpr void kill_program(Step& step, const Settings& settings) {
  step.state.phase = Phase::killing;
  step.is_reported = true;
  forward(step, settings, SIGKILL, false);
  if (settings.scope != Scope::program) send(step, SIGKILL, Scope::program);
}

/// PROGRAM has exited: with --linger, asks the processes that it left to exit too.
constexpr void linger(Step& step, const Settings& settings) {
  step.exits = settings.linger == 0;
  if (step.exits) return;
  step.state.phase = Phase::lingering;
  send(step, SIGTERM, widest_scope(settings));
  step.wake_after = settings.linger;
}

/// PROGRAM was suspended, on a terminal. If init's process group is in the foreground again, PROGRAM gets the
/// terminal and is continued. Otherwise, if a shell started init, init suspends itself too, so that the shell
/// sees it. If no shell did, a Ctrl-Z would suspend PROGRAM forever: it is continued (the kernel, too,
/// suspends no orphaned process group).
constexpr void job_control(Step& step, const Settings& settings, const Event& event) {
  if (!settings.has_terminal) return;
  const bool has_no_shell = settings.is_pid1 || settings.is_session_leader;
  const bool was_sent = (step.state.sent & bit_of(SIGTSTP)) != 0;
  // A TSTP that init itself got is a Ctrl-Z too: another process of its pipeline had the terminal (in dash).
  const bool is_ctrl_z = event.signal == SIGTSTP && was_sent && !has_no_shell;
  if (event.is_foreground && !is_ctrl_z) {
    step.add({.kind = Action::Kind::give_terminal});
    send(step, SIGCONT, Scope::group);
  } else if (!has_no_shell) {
    step.add({.kind = Action::Kind::suspend_self, .signal = static_cast<std::uint8_t>(event.signal)});
  } else if (event.signal == SIGTSTP && !was_sent) {
    send(step, SIGCONT, Scope::group);
  }
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
    case Move::report: step.is_reported = settings.warn_on_reap; break;
    case Move::kill_rest:
      send(step, SIGKILL, widest_scope(settings));
      step.exits = true;
      break;
  }
  return step;
}

}  // namespace init
