#include "base/os/clock.h"

#include <time.h>

#include "base/os/process_calls.h"

namespace base {

Nanoseconds time_of(int clock) {
  KernelTime time;
  system::clock_gettime(clock, time);
  return Nanoseconds{time.seconds} * second + time.nanoseconds;
}

Nanoseconds monotonic_time() { return time_of(CLOCK_MONOTONIC); }

}  // namespace base
