// Where init starts, after the kernel (start.cc) or the host's libc (hosted.cc) has started the process.
#pragma once

namespace init {

/// All that init does, from its first word to its exit code, which it returns. `words` and `environment` are
/// as execve(2) was given them, both null-terminated; the first word is the program's own name.
int run_init(char** words, char** environment);

}  // namespace init
