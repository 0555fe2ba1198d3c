// Asks targets, again and again if need be, and says what came of it.
#pragma once

#include <algorithm>

#include "base/number.h"
#include "probe/settings.h"

namespace probe {

/// A word that is no target, and what was expected; nullptr: there is none.
struct Refusal {
  const char* word = nullptr;
  base::Expected expected = nullptr;
  bool is_path = false;  // it names this machine's own, and holds no secret
};

/// Looks for a target that is none, before the first is asked.
Refusal find_wrong(const TextList& targets);

/// How long to pause before the next try, where `left` is what is left of --wait: an interval, or
/// less where that leaves no time for one more try at the end. 0 or less: that one was it.
constexpr base::Nanoseconds pause_before_next_try(base::Nanoseconds left, base::Nanoseconds interval) {
  const base::Nanoseconds last_try = interval / 10;
  return std::min(interval, left - last_try);
}

/// Asks every target in order, under one deadline, and says a line each. Returns whether all
/// of them are healthy; the first that is not is the last that is asked. Where they are, a
/// program is to follow or not.
bool ask_all(const Settings& settings, const TextList& targets, bool has_program);

}  // namespace probe
