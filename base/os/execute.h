// Executes another program in this process.
#pragma once

#include "base/os/signal_calls.h"

namespace base {

/// Becomes the program `arguments[0]`, as execvp(3) does: a name without a slash is searched for in PATH. A
/// file in PATH that may not be executed is skipped, and named in the message if no other file is found. Both
/// arrays are null-terminated. The program gets the signal mask `mask`, or the caller's if that is nullptr.
/// Returns only if it failed: prints why on stderr, and returns the exit code that shells have for it (126 or
/// 127).
int execute(char** arguments, char** environment, const SignalSet* mask = nullptr);

}  // namespace base
