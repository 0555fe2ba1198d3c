// When a target is tried again, and which lines are printed.
#pragma once

#include <algorithm>

#include "base/literal.h"
#include "base/number.h"
#include "probe/model/deadline.h"
#include "probe/model/protocol.h"
#include "probe/model/settings.h"

namespace probe {

/// Returns how long all tries of all `targets` together may take. With --invert, a target that does not
/// answer within --timeout is healthy: each may use all of that, and the timer, which ends probe, waits
/// longer.
constexpr base::Nanoseconds total_time(const Settings& settings, int targets) {
  const base::Nanoseconds margin = settings.inverts ? base::second / 10 : 0;
  if (settings.wait != 0) return settings.wait + margin;
  return settings.timeout * (settings.inverts ? targets : 1) + margin;
}

/// Returns whether a verdict on such a target is healthy. --invert turns it around, but not that of a sleep,
/// nor one that says nothing about the target.
constexpr bool is_wanted(const Settings& settings, const Protocol& protocol, const Verdict& verdict) {
  const bool is_healthy = verdict.kind == Verdict::Kind::healthy;
  if (verdict.is_own_failure) return false;
  return settings.inverts && (uses_of(protocol) & use_verdict) != 0 ? !is_healthy : is_healthy;
}

/// Returns until when a try that starts at `now` may last, if `untried` hosts of its target are left: each
/// gets an equal share of --timeout and of what is left of the time for everything.
constexpr base::Nanoseconds end_of_try(const Settings& settings, const Deadline& whole, base::Nanoseconds now,
                                       int untried) {
  if (settings.inverts && settings.wait != 0)
    return now + std::min(settings.timeout, settings.wait) / untried;
  if (untried == 1) return now + settings.timeout;
  return now + std::min(settings.timeout, whole.left(now)) / untried;
}

/// Returns how long to pause before the next try; 0 means no further try. `left` is the time that is left of
/// --wait, and `time` is how long the last try took. The pause is --interval, or less if otherwise no time
/// would be left for one more try at the end.
constexpr base::Nanoseconds pause_before_next_try(const Settings& settings, base::Nanoseconds left,
                                                  base::Nanoseconds time) {
  const base::Nanoseconds least = std::min(settings.interval, settings.wait) / 10;
  if (left <= least) return 0;
  return std::clamp<base::Nanoseconds>(left - std::max(least, time), 1, settings.interval);
}

/// What follows a try.
struct NextStep {
  const char* state;            // what its line starts with
  bool is_final = true;         // there is no further try
  bool is_printed = true;       // its line is printed now; if not, it may be the last one when the time is up
  base::Nanoseconds pause = 0;  // before the next try
};

/// Decides what follows a try. `left` and `time` are as for pause_before_next_try(). Of the tries that
/// another one follows, only the first is printed.
constexpr NextStep next_step(const Settings& settings, bool is_healthy, bool is_first, base::Nanoseconds left,
                             base::Nanoseconds time) {
  if (is_healthy) return {.state = base::literal("healthy")};
  const base::Nanoseconds pause = settings.wait != 0 ? pause_before_next_try(settings, left, time) : 0;
  if (pause == 0) return {.state = base::literal("unhealthy")};
  return {.state = "waiting", .is_final = false, .is_printed = is_first, .pause = pause};
}

}  // namespace probe
