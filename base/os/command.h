// What both programs do for a command such as --help, and if they fail. Each function returns the exit code
// of the program.
#pragma once

#include <string_view>

#include "base/os/output.h"

namespace base::command {

/// The exit code if the program itself failed: each program defines its own.
extern const int exit_failed;

/// Prints on stderr why the program failed, such as a usage error.
int fail(Line& line);

/// Prints on stderr that `what` failed, and why: `result` is the error, negative.
int fail(const char* what, int result);

/// Prints text on stdout (base::print()): --version, --license.
int print(std::string_view text);

/// Prints the text of --help, whose tabs stand for its columns (base::put_in_columns()): 8 KiB at most. It is
/// not inlined: the buffer would be on the stack of main() all the time, and init promises to need little.
[[gnu::noinline]] int print_help(std::string_view text);

/// Copies the running program to `path` (base::install()): --install.
int install(const char* path, const char* own_path);

}  // namespace base::command
