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

/// Whether a signal that came asks to stop: it is a stop signal, or the one that is sent instead of it is. A
/// signal that is dropped does not. With --pause nothing is sent, so only what came counts.
constexpr bool asks_to_stop(const Settings& settings, const State& state, int signal) {
  const int sent = state.phase == Phase::pausing ? signal : rewritten(settings, signal);
  return sent != 0 && ((bit_of(signal) | bit_of(sent)) & settings.stop_signals) != 0;
}

}  // namespace init
