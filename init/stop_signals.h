// Which signals ask PROGRAM, or a pausing init, to stop.
#pragma once

#include <csignal>
#include <cstddef>

#include "init/model.h"

namespace init {

/// Returns the signal that is sent instead of one that came; 0 if none is.
constexpr int rewritten(const Settings& settings, int signal) {
  return settings.rewrite[static_cast<std::size_t>(signal)];
}

constexpr bool is_stop_signal(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
}

/// Whether a signal that came asks to stop: it is a stop signal, or the one that is sent instead of it is.
/// With --pause nothing is sent, and only TERM and INT ask to stop.
constexpr bool asks_to_stop(const Settings& settings, const State& state, int signal) {
  if (state.phase == Phase::pausing) return signal == SIGTERM || signal == SIGINT;
  const int sent = rewritten(settings, signal);
  return sent != 0 && (is_stop_signal(signal) || is_stop_signal(sent));
}

}  // namespace init
