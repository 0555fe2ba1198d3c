// Asks targets, again and again if need be, and says what came of it.
#pragma once

#include "probe/model/settings.h"
#include "probe/protocols.h"

namespace probe {

/// Asks every target in order, under one deadline, and says a line each. Returns whether all
/// of them are healthy; the first that is not is the last that is asked. Where they are, a
/// program is to follow or not.
bool ask_all(const Settings& settings, const TargetList& targets, bool has_program);

}  // namespace probe
