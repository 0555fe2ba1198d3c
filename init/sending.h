// The actions of a step that send signals: to which processes, and what the state notes about it.
#pragma once

#include <algorithm>
#include <csignal>
#include <cstdint>

#include "init/model.h"
#include "init/signals.h"

namespace init {

/// Returns the widest scope that init may use: kill(-1) is only safe as PID 1, where it reaches no process
/// outside of the namespace.
constexpr Scope widest_scope(const Settings& settings) {
  return settings.is_pid1 ? Scope::everyone : Scope::group;
}

/// Adds the action that sends a signal.
constexpr void send(Step& step, int signal, Scope scope, bool is_queued = false) {
  step.add({.kind = Action::Kind::send,
            .scope = scope,
            .signal = static_cast<std::uint8_t>(signal),
            .is_queued = is_queued});
}

/// The processes that the settings name for signals.
constexpr Scope scope_of(const Settings& settings) {
  return settings.scope == Scope::everyone ? widest_scope(settings) : settings.scope;
}

/// Sends a signal to the processes that the settings name; 0 is not sent.
constexpr void forward(Step& step, const Settings& settings, int signal, bool is_queued) {
  if (signal == 0) return;
  Scope scope = scope_of(settings);
  if (signal == SIGCONT) {
    step.state.is_suspended = false;
    if (settings.has_terminal && scope == Scope::program)
      scope = Scope::group;  // a terminal suspends all of it
    if (settings.is_stdin_terminal) step.add({.kind = Action::Kind::give_terminal});
  }
  step.state.sent |= bit_of(signal);
  send(step, signal, scope, is_queued);
}

/// Continues PROGRAM and its process group.
constexpr void proceed(Step& step) {
  step.state.is_suspended = false;
  send(step, SIGCONT, Scope::group);
}

/// Sends a stop signal, and notes who was asked.
constexpr void stop(Step& step, const Settings& settings, int signal, bool is_queued) {
  forward(step, settings, signal, is_queued);
  const auto asked = static_cast<Asked>(1 + static_cast<int>(scope_of(settings)));
  step.state.asked = std::max(step.state.asked, asked);
}

}  // namespace init
