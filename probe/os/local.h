// Checks of this machine that ask no other process: of files, of processes, and of time.
#pragma once

#include "base/text.h"
#include "probe/model/deadline.h"
#include "probe/model/protocol.h"

namespace probe {

/// Checks a file or a process, or sleeps, as the question's protocol says. Sleeping is no part of --timeout:
/// it extends `deadline`. The verdict may refer to `storage`, which must be empty.
Verdict check_local(const Question& question, Deadline& deadline, base::Text& storage);

}  // namespace probe
