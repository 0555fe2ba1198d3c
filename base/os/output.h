// What both programs write to stdout and stderr.
#pragma once

#include <string_view>

#include "base/text.h"

namespace base {

/// "init" or "probe": each defines its own.
extern const char program_name[];

/// A line for stderr. It starts with the program's name, and has room for a name (put_name()) and what is
/// wrong with it.
class Line : public TextOf<1000 + 512> {
 public:
  Line() { *this << program_name << ": "; }
};

/// Writes text to stdout. Returns 0 or the error, negative.
int print(std::string_view text);

/// Ends the line and writes it to `descriptor` (stderr) with one write(2). If there is no room for
/// it, as in a full pipe or on a suspended terminal, nothing is written: PID 1
/// must not block, and probe has to keep its deadline.
void print_line(Text& line, int descriptor = 2);

/// Writes a line to stderr: the program's name, `what` failed, and why. `result` is the error, negative, as
/// system calls return it.
void print_error(const char* what, int result);

}  // namespace base
