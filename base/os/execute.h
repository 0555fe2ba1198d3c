// Becoming another program: where it may lie, and why it did not run.
#pragma once

#include <cerrno>

#include "base/cursor.h"
#include "base/error_text.h"
#include "base/text.h"

namespace base {

inline constexpr int exit_cannot_run = 126;
inline constexpr int exit_not_found = 127;

/// Where a program is looked for when there is no PATH: as Docker sets it.
inline constexpr const char* default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Writes the next file that `name` may be and moves `path` behind its directory;
/// an empty one is the current directory. Returns whether another follows.
constexpr bool next_candidate(const char*& path, const char* name, Text& out) {
  while (*path != '\0' && *path != ':') out.put(*path++);
  if (out.size() == 0) out.put('.');
  for (out.put('/'); *name != '\0'; ++name) out.put(*name);
  out.put('\0');
  return take(path, ":");
}

/// A file that could not be executed.
struct Refusal {
  const char* path;
  int error;  // errno of execve(2)
  bool exists;
  bool is_directory;
  const char* head;  // its first bytes, with a NUL behind; empty where they cannot be read
};

/// Writes why a program did not run and what to do about it. Returns the exit code that shells have for it.
constexpr int explain_exec_failure(Text& line, const Refusal& refusal) {
  const char* head = refusal.head;
  const bool is_elf = take(head, "\177ELF");
  line << refusal.path << ": ";
  if (refusal.error == ENOENT && refusal.exists) {
    line << "its ";
    if (take(head, "#!")) {
      line << "interpreter ";
      while (is_blank(*head)) ++head;
      for (; *head > ' '; ++head) line.put(*head);
      if (*head == '\r') line << "\r";  // it was written on Windows
    } else {
      line << "ELF loader (its libc)";
    }
    line << " is missing in this image";
    return exit_cannot_run;
  }
  put_error_text(line, refusal.is_directory ? EISDIR : refusal.error);
  if (refusal.error == EACCES && !refusal.is_directory)
    line << (refusal.exists ? ": not executable, or on a noexec mount" : ": a closed directory");
  if (refusal.error == ENOEXEC)
    line << (is_elf ? ": built for another architecture" : ": no ELF file, no #! line");
  const bool is_missing = refusal.error == ENOENT || refusal.error == ENOTDIR;
  return is_missing ? exit_not_found : exit_cannot_run;
}

/// Becomes a program, as execvp(3) does: one without a slash is looked for in PATH, and what may not be
/// executed there is passed over, and named if nothing else is there. Returns only where that failed, with
/// the exit code that shells have for it, and once it was said why.
int execute(char** words, char** environment);

}  // namespace base
