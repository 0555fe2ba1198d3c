// Asks targets, again and again if need be, and says what came of it.
#pragma once

#include <algorithm>

#include "base/number.h"
#include "probe/model/settings.h"
#include "probe/protocols.h"

namespace probe {

/// How long to pause before the next try, where `left` is what is left of --wait and the last one took
/// `time`: an interval, or less where that leaves no time for one more at the end. 0: that one was it.
constexpr base::Nanoseconds pause_before_next_try(const Settings& settings, base::Nanoseconds left,
                                                  base::Nanoseconds time) {
  const base::Nanoseconds least = std::min(settings.interval, settings.wait) / 10;
  if (left <= least) return 0;
  return std::clamp<base::Nanoseconds>(left - std::max(least, time), 1, settings.interval);
}

/// Asks every target in order, under one deadline, and says a line each. Returns whether all
/// of them are healthy; the first that is not is the last that is asked. Where they are, a
/// program is to follow or not.
bool ask_all(const Settings& settings, const TargetList& targets, bool has_program);

}  // namespace probe
