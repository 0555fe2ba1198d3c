// Why something failed, in words.
#pragma once

#include "base/number.h"

namespace probe {

/// What an errno means, in words that last until the next call.
const char* describe(int error);

/// Says that no answer came within `time`, in words that last until the next call.
const char* describe_silence(base::Nanoseconds time);

}  // namespace probe
