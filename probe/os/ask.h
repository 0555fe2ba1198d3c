// Asks targets, each until it is healthy or its time is up, and prints the results.
#pragma once

#include "probe/converse.h"
#include "probe/model/settings.h"
#include "probe/os/output.h"
#include "probe/targets.h"

namespace probe {

/// Asks every target in order, under one deadline, and prints a line for each. Stops at the first that is not
/// healthy. Returns whether all of them are. `has_program`: a PROGRAM follows if they are.
bool ask_all(const Settings& settings, const TargetList& targets, bool has_program, Question& question,
             Dialogue& dialogue, Output& output);

}  // namespace probe
