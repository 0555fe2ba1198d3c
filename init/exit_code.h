// What init's exit code becomes when PROGRAM has exited.
#pragma once

#include <sys/wait.h>

#include <cstddef>
#include <cstdint>

#include "init/model.h"
#include "init/signals.h"

namespace init {

/// Returns init's exit code, 0 to 255: PROGRAM's own, or 128+N if signal N ended it, as the settings remap
/// it. `status` is PROGRAM's, as wait(2) returns it; `sent` is State::sent.
constexpr std::uint8_t exit_code_of(const Settings& settings, int status, std::uint64_t sent) {
  std::size_t code =
      static_cast<std::uint8_t>(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  if (code > 128 && code <= 128 + last_signal && (sent & bit_of(static_cast<int>(code) - 128)) != 0) {
    const std::uint8_t asked_for = settings.exit_codes_if_sent[code];
    if (asked_for != code) return asked_for;
  }
  return settings.exit_codes[code];
}

}  // namespace init
