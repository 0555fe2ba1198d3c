// The time by which something has to be over. Every function that may wait is given one.
#pragma once

#include "base/number.h"

namespace probe {

struct Deadline {
  base::Nanoseconds end = base::never;  // on CLOCK_MONOTONIC
  bool has_timer = false;               // a timer ends the process at `end`: a wait needs no limit of its own

  /// Returns the earlier one of this and `time`, for which there is no timer.
  [[nodiscard]] constexpr Deadline no_later_than(base::Nanoseconds time) const {
    return time < end ? Deadline{time, false} : *this;
  }

  /// Returns the time that is left at `now`; 0 or less once it is over.
  [[nodiscard]] constexpr base::Nanoseconds left(base::Nanoseconds now) const { return end - now; }
};

}  // namespace probe
