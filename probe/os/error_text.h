// Texts that say why something failed.
#pragma once

#include "base/number.h"

namespace probe {

/// Returns what an errno means. The text is valid until the next call.
const char* error_text(int error);

/// Says that no answer came within `timeout`, or no whole one if a part of it came. The text is valid until
/// the next call.
const char* timeout_text(base::Nanoseconds timeout, bool has_answer);

}  // namespace probe
