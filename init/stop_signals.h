// Which signals ask PROGRAM, or a pausing init, to stop.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>

#include "init/model.h"

namespace init {

/// What --stop-signal is if it is not given: what engines, shells and terminals send.
inline constexpr std::uint64_t default_stop_signals = bit_of(SIGTERM) | bit_of(SIGINT);

/// Returns the signal that is sent instead of one that came; 0 if none is.
constexpr int rewritten(const Settings& settings, int signal) {
  return settings.rewrite[static_cast<std::size_t>(signal)];
}

/// Whether a signal that came asks to stop: it is a stop signal, or the one that is sent instead of it is. A
/// signal that is dropped does not. With --pause nothing is sent, so only what came counts.
constexpr bool asks_to_stop(const Settings& settings, const State& state, int signal) {
  const std::uint64_t stops = settings.stop_signals != 0 ? settings.stop_signals : default_stop_signals;
  const int sent = state.phase == Phase::pausing ? signal : rewritten(settings, signal);
  return sent != 0 && ((bit_of(signal) | bit_of(sent)) & stops) != 0;
}

}  // namespace init
