// What the new process does: it becomes PROGRAM.
#pragma once

#include <sys/types.h>

#include "init/options.h"

namespace init {

inline constexpr int exit_init_failed = 125;

/// Becomes PROGRAM, the first of `words` (null-terminated), as the user that the
/// invocation names; LISTEN_PID (sd_listen_fds(3)) is set anew where it named
/// `init_pid`. On failure it says one line and ends with 125, or 126 or 127 (base/execute.h). It is
/// called between vfork and exec, so of the memory that it shares with init it
/// writes to the environment alone, which init does not read any more.
[[noreturn]] void become(const Invocation& invocation, char** words, char** environment, pid_t init_pid);

}  // namespace init
