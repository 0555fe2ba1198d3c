// Why something failed, in words.
#pragma once

#include "base/number.h"

namespace probe {

/// What an errno means, in words that last until the next call.
const char* error_text(int error);

/// Says that no answer, or no whole one, came within `time`, in words that last until the next call.
const char* timeout_text(base::Nanoseconds time, bool has_answer);

}  // namespace probe
