// How a process becomes another program.
#pragma once

namespace base {

/// Becomes the program `words[0]`, as execvp(3) does: a name without a slash is searched for in PATH. A file
/// in PATH that may not be executed is passed over, and named if nothing else is found. Returns only if that
/// failed: writes why to stderr, and returns the exit code that shells have for it (126 or 127).
int execute(char** words, char** environment);

}  // namespace base
