// What time it is.
#pragma once

#include "base/number.h"

namespace base {

/// The time of a clock, one of CLOCK_* (clock_gettime(2)); 0 if it cannot be read.
Nanoseconds time_of(int clock);

/// The time of CLOCK_MONOTONIC.
Nanoseconds monotonic_time();

}  // namespace base
