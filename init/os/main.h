// What init does after the process was started. start.cc calls it in the program that ships, start_hosted.cc
// in one that the host's libc starts.
#pragma once

namespace init {

/// Runs init. `arguments` and `environment` are as execve(2) was given them, both null-terminated; the first
/// argument is the program's own name. Returns init's exit code.
int run_init(char** arguments, char** environment);

}  // namespace init
