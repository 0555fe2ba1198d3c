// What init decides: what happened goes in, what to do about it comes out.
// Nothing here knows the time, calls the kernel or keeps anything.
#pragma once

#include <sys/wait.h>

#include <csignal>
#include <cstdint>

#include "base/number.h"
#include "init/model.h"

namespace init {

enum class Move : std::uint8_t { nothing, forward, stop, release, run_out, linger, leave, reap, job, end };

/// The one table: phases across, events down in the order of Event::Kind, behind
/// a row for the signals that ask to stop.
// clang-format off
inline constexpr Move moves[][6] = {
  // running        draining       stopping       killing        lingering      pausing
  {Move::stop,    Move::release, Move::forward, Move::forward, Move::nothing, Move::leave},    // got a stop signal
  {Move::forward, Move::forward, Move::forward, Move::forward, Move::nothing, Move::nothing},  // got another
  {Move::linger,  Move::linger,  Move::linger,  Move::leave,   Move::nothing, Move::nothing},  // PROGRAM died
  {Move::reap,    Move::reap,    Move::reap,    Move::reap,    Move::reap,    Move::reap},     // an orphan died
  {Move::job,     Move::job,     Move::job,     Move::job,     Move::nothing, Move::nothing},  // PROGRAM was stopped
  {Move::leave,   Move::leave,   Move::leave,   Move::leave,   Move::leave,   Move::nothing},  // nobody is left
  {Move::nothing, Move::release, Move::run_out,    Move::nothing, Move::end,     Move::nothing},  // time is up
};
// clang-format on

constexpr State initial_state(const Settings& settings) {
  if (settings.pause) return {.phase = Phase::pausing, .exit_code = 0};
  return {};
}

constexpr std::uint64_t bit_of(int signal) { return std::uint64_t{1} << (signal - 1); }

/// The exit code that PROGRAM's end gives: its own, or 128+N where signal N ended
/// it, as remapped. `status` is as wait(2) has it, `sent` as State has it.
constexpr std::uint8_t exit_code_of(const Settings& settings, int status, std::uint64_t sent) {
  std::size_t code =
      static_cast<std::uint8_t>(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  if (code > 128 && code <= 128 + last_signal && (sent & bit_of(static_cast<int>(code) - 128)) != 0) {
    const std::uint8_t asked_for = settings.exit_codes_if_sent[code];
    if (asked_for != code) return asked_for;
  }
  return settings.exit_codes[code];
}

/// What is sent in place of a signal that came; 0: nothing is.
constexpr int rewritten(const Settings& settings, int signal) {
  return settings.rewrite[static_cast<std::size_t>(signal)];
}

/// Everyone whom init may end when it leaves: only PID 1 has a world of its own.
constexpr Target everyone(const Settings& settings) {
  return settings.is_pid1 ? Target::everyone : Target::group;
}

constexpr bool is_stop(int signal) { return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT; }

/// Whether a signal that came asks to stop. PROGRAM is told to stop by what is sent
/// in its place, too; with --pause there is no PROGRAM, and TERM and INT do.
constexpr bool asks_to_stop(const Settings& settings, const State& state, int signal) {
  if (state.phase == Phase::pausing) return signal == SIGTERM || signal == SIGINT;
  const int sent = rewritten(settings, signal);
  return sent != 0 && (is_stop(signal) || is_stop(sent));
}

constexpr Move move_for(const Settings& settings, const State& state, const Event& event) {
  const bool is_first_row = event.kind == Event::Kind::got && asks_to_stop(settings, state, event.signal);
  const auto row = is_first_row ? 0 : 1 + static_cast<std::size_t>(event.kind);
  return moves[row][static_cast<std::size_t>(state.phase)];
}

constexpr Action send(int signal, Target target) {
  return {.kind = Action::Kind::send, .target = target, .signal = static_cast<std::uint8_t>(signal)};
}

/// Sends a signal on, to whom the settings say.
constexpr void forward(Step& step, const Settings& settings, int signal, bool is_queued) {
  if (signal == 0) return;
  Action action = send(signal, settings.target == Target::everyone ? everyone(settings) : settings.target);
  action.is_queued = is_queued;
  if (signal == SIGCONT) {
    step.state.sent &= ~bit_of(SIGTSTP);
    if (settings.has_terminal) {  // what a terminal stopped is a whole job
      step.add({.kind = Action::Kind::give_terminal});
      if (action.target == Target::program) action.target = Target::group;
    }
  }
  step.state.sent |= bit_of(signal);
  step.add(action);
}

/// Goes on to `stopping`: from now PROGRAM's time runs, if it is limited.
constexpr void start_stopping(Step& step, const Settings& settings) {
  step.state.phase = Phase::stopping;
  step.wake_after = settings.kill_after != 0 ? settings.kill_after : base::never;
}

constexpr void stop(Step& step, const Settings& settings, const Event& event) {
  const int sent = rewritten(settings, event.signal);
  if (settings.drain != 0 && (event.signal == SIGTERM || sent == SIGTERM)) {
    step.state.phase = Phase::draining;
    step.state.held = static_cast<std::uint8_t>(sent);
    step.wake_after = settings.drain;
    return;
  }
  forward(step, settings, sent, event.is_queued);
  start_stopping(step, settings);
}

/// Sends the signal that was held back. The one that ended the wait follows it,
/// unless it is the same: two of a kind pending at once are one to the kernel too.
constexpr void release(Step& step, const Settings& settings, const Event& event) {
  forward(step, settings, step.state.held, false);
  if (event.kind == Event::Kind::got) {
    const int sent = rewritten(settings, event.signal);
    if (sent != step.state.held) forward(step, settings, sent, event.is_queued);
  }
  start_stopping(step, settings);
}

/// PROGRAM may have left the group that is to be killed, so it is named as well.
constexpr void run_out(Step& step, const Settings& settings) {
  step.state.phase = Phase::killing;
  step.add({.kind = Action::Kind::note});
  forward(step, settings, SIGKILL, false);
  if (settings.target != Target::program) step.add(send(SIGKILL, Target::program));
}

constexpr void leave(Step& step) { step.add({.kind = Action::Kind::leave}); }

constexpr void linger(Step& step, const Settings& settings) {
  if (settings.linger == 0) return leave(step);
  step.state.phase = Phase::lingering;
  step.add(send(SIGTERM, everyone(settings)));
  step.wake_after = settings.linger;
}

/// Job control: PROGRAM was stopped. A shell above must see its job stop, so init
/// stops as well; where nobody is above who could continue it, a Ctrl-Z would
/// freeze it for good (the kernel, too, stops no orphaned process group).
constexpr void job(Step& step, const Settings& settings, const Event& event) {
  if (!settings.has_terminal) return;
  const bool is_top = settings.is_pid1 || settings.is_session_leader;
  const bool was_asked_for = (step.state.sent & bit_of(SIGTSTP)) != 0;
  // Another process of a pipeline may have taken the terminal back (dash's do): init got the Ctrl-Z.
  const bool is_ctrl_z = event.signal == SIGTSTP && was_asked_for && !is_top;
  if (event.is_foreground && !is_ctrl_z) {
    step.add({.kind = Action::Kind::give_terminal});
    step.add(send(SIGCONT, Target::group));
  } else if (!is_top) {
    step.add({.kind = Action::Kind::stop_self, .signal = static_cast<std::uint8_t>(event.signal)});
  } else if (event.signal == SIGTSTP && !was_asked_for) {
    step.add(send(SIGCONT, Target::group));
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
    case Move::stop: stop(step, settings, event); break;
    case Move::release: release(step, settings, event); break;
    case Move::run_out: run_out(step, settings); break;
    case Move::linger: linger(step, settings); break;
    case Move::leave: leave(step); break;
    case Move::job: job(step, settings, event); break;
    case Move::reap:
      if (settings.warn_on_reap) step.add({.kind = Action::Kind::note});
      break;
    case Move::end:
      step.add(send(SIGKILL, everyone(settings)));
      leave(step);
      break;
  }
  return step;
}

}  // namespace init
