// The clocks of the kernel.
#pragma once

#include "base/number.h"
#include "base/os/system_call.h"

namespace base {

/// The time of a clock, one of CLOCK_* (clock_gettime(2)); 0 if it cannot be read.
Nanoseconds time_of(int clock);

/// The time of CLOCK_MONOTONIC.
Nanoseconds monotonic_time();

/// A length of time as the kernel takes it.
constexpr KernelTime kernel_time(Nanoseconds time) {
  return {.seconds = static_cast<long>(time / second), .nanoseconds = static_cast<long>(time % second)};
}

}  // namespace base
