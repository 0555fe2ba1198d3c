// What a program does after it was started. start.cc calls it in a program that ships, start_hosted.cc in one
// that the host's libc starts.
#pragma once

/// Runs the program: init and probe each define their own. `arguments` and `environment` are as execve(2) was
/// given them, both null-terminated; the first argument is the program's own name. Returns the exit code.
int run_program(char** arguments, char** environment);
