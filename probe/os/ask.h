// Asks targets, with more tries if need be, and prints what came of it.
#pragma once

#include "probe/converse.h"
#include "probe/model/settings.h"
#include "probe/os/output.h"
#include "probe/protocols.h"

namespace probe {

/// Asks every target in order, under one deadline, and prints a line for each. Stops at the first that is not
/// healthy. Returns whether all of them are. `has_program` tells whether a PROGRAM follows then.
bool ask_all(const Settings& settings, const TargetList& targets, bool has_program, Dialogue& dialogue,
             Output& output);

}  // namespace probe
