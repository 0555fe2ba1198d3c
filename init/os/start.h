// Where init starts, whoever calls it: the kernel (start.cc) or the host's libc (hosted.cc).
#pragma once

namespace init {

/// All that init does. Takes what execve(2) was given: the words, of which the first is the program's own
/// name, and the environment, both null-terminated. Returns the exit code.
int run(char** words, char** environment);

}  // namespace init
