// The few acts that both programs share.
#pragma once

#include <string_view>

#include "base/text.h"

namespace base {

/// A line for stderr, under construction: it starts with its program's name.
class Line : public TextOf<512> {
 public:
  explicit Line(const char* program) { *this << program << ": "; }
};

/// Writes all of `text` to a descriptor. Returns 0 or errno.
int write_all(int descriptor, std::string_view text);

/// Says a line on stderr or another descriptor, in one write; nothing where that
/// would block: a full pipe or a stopped terminal must hold up neither PID 1 nor a deadline.
void say(Text& line, int descriptor = 2);

/// Opens a file relative to the folder (a descriptor, or AT_FDCWD), closed on
/// exec; what it creates has mode 0755. Returns the descriptor or -1, with errno.
int open_at(int folder, const char* path, int flags);

/// Copies the running binary to `path`, a directory or a file, with mode 0755.
/// Whoever looks sees the old file or the whole new one, also after a crash: it
/// is written beside it, synced and renamed. `own_path` is where the binary lies if
/// /proc cannot tell; `name` is what it is called in a directory. Returns 0 or errno.
int install(const char* path, const char* own_path, const char* name);

}  // namespace base
