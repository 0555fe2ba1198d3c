// The few acts that both programs share.
#pragma once

#include <string_view>

#include "base/number.h"
#include "base/text.h"

namespace base {

/// "init" or "probe": each defines its own.
extern const char program_name[];

/// A line for stderr, which starts with the program's name: a path, and what is wrong with it.
class Line : public TextOf<4096 + 256> {
 public:
  Line() { *this << program_name << ": "; }
};

/// Writes all of `text` to a descriptor. Returns 0 or errno.
int write_all(int descriptor, std::string_view text);

/// Writes text to stdout, with columns: a tab goes on to column 2 or, from there, to 30.
/// Returns 0 or errno.
int print(std::string_view text);

/// Says a line on stderr or another descriptor, in one write; nothing where there is no
/// room for it: a full pipe or a stopped terminal must hold up neither PID 1 nor a deadline.
void print_line(Text& line, int descriptor = 2);

/// Says on stderr that the program failed with `what`, and why (errno).
void print_error(const char* what, int error);

/// The time of a clock (clock_gettime(2)).
Nanoseconds time_of(int clock);

/// The time of CLOCK_MONOTONIC.
Nanoseconds monotonic_time();

/// Ends the process at once (exit_group(2)).
[[noreturn]] void exit_process(int exit_code);

/// Opens a file, closed on exec; what it creates has mode 0755. Returns the
/// descriptor or the error, negative.
int open_file(const char* path, int flags);

/// Copies the running binary to `path`, a directory or a file, with mode 0755.
/// Whoever looks sees the old file or the whole new one, also after a crash: it
/// is written beside it, synced and renamed. `own_path` is where the binary lies if
/// /proc cannot tell; in a directory it has the program's name. Returns 0 or errno.
int install(const char* path, const char* own_path);

}  // namespace base
