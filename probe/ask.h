// Asks targets, again and again if need be, and says what came of it.
#pragma once

#include "probe/settings.h"

namespace probe {

/// A word that is no target, and what was expected; nullptr: there is none.
struct Refusal {
  const char* word = nullptr;
  base::Expected expected = nullptr;
};

/// Looks for a target that is none, before the first is asked.
Refusal find_wrong(const TextList& targets);

/// Asks every target in order, under one deadline, and says a line each. Returns whether all
/// of them are healthy; the first that is not is the last that is asked.
bool ask_all(const Settings& settings, const TextList& targets);

}  // namespace probe
