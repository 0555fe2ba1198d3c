// What can be found out about this machine without asking another process.
#pragma once

#include "probe/model/protocol.h"

namespace probe {

/// Looks at a file, a process or the clock, as the question's protocol says, and
/// judges. It takes no time, but for the clock.
Verdict check_local(const Question& question);

}  // namespace probe
