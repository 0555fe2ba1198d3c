// Where a program is searched for, and the message if it cannot be executed.
#pragma once

#include <elf.h>

#include <cerrno>
#include <cstdint>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/error_text.h"
#include "base/text.h"

namespace base {

/// The exit codes of shells for a program that was found but cannot be executed, and for one that was not
/// found (POSIX, XCU 2.8.2).
inline constexpr int exit_cannot_run = 126;
inline constexpr int exit_not_found = 127;

/// The value of PATH if it is not set: Docker's own default.
inline constexpr const char* default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Appends the path that the file `name` has in the first directory of `path` (a value of PATH) to `out`,
/// which is empty, and a NUL. Moves `path` past that directory. An empty directory means the current one.
/// Returns whether another directory follows.
constexpr bool next_candidate(const char*& path, const char* name, Text& out) {
  while (*path != '\0' && *path != ':') out.put(*path++);
  if (out.size() == 0) out.put('.');
  for (out.put('/'); *name != '\0'; ++name) out.put(*name);
  out.put('\0');
  return take(path, ":");
}

/// What the search does after execve(2) failed for a file in one of PATH's directories.
enum class Candidate : std::uint8_t {
  missing,   // it searches the next directory
  denied,    // the same, but names this file if no other one is found
  decisive,  // it ends: this is the file that the user meant
};

/// Returns what a file in PATH is, which execve(2) did not execute: `error` is its errno. As in execvp(3),
/// EACCES does not end the search. Other errors end it only if the file exists.
constexpr Candidate judge_candidate(bool exists, int error) {
  if (!exists) return Candidate::missing;
  return error == EACCES ? Candidate::denied : Candidate::decisive;
}

/// A file that execve(2) did not execute.
struct ExecFailure {
  const char* path;
  int error;  // errno of execve(2)
  bool exists;
  bool is_directory;
  const char* head;  // its first bytes, with a NUL at the end; empty if they cannot be read
};

/// Returns what to add to the error about a program that does not exist: what the user of a shell expects to
/// work.
constexpr const char* explain_missing(const char* path) {
  if (*find(path, ' ') != '\0') return ": give each argument a string of its own";
  if (*find(path, '/') == '\0') return " in PATH";
  const bool is_shell = take(path, "/bin/sh") && *path == '\0';  // of the shell form of CMD
  return is_shell ? ": no shell in this image; write CMD as a JSON array" : "";
}

/// Appends why a program was not executed and, as far as the failure shows it, what is wrong in the image.
/// Returns the exit code: exit_cannot_run or exit_not_found.
constexpr int explain_exec_failure(Text& line, const ExecFailure& failure) {
  const char* head = failure.head;
  const bool is_elf = take(head, ELFMAG);
  put_name(line, {failure.path, find(failure.path, '\0')});
  line << ": ";
  if (failure.error == ENOENT && failure.exists) {
    line << "its ";
    if (take(head, "#!")) {
      line << "interpreter ";
      while (is_blank(*head)) ++head;
      for (; *head > ' '; ++head) line.put(*head);
      if (*head == '\r') line << "\r";  // the file was written on Windows
    } else {
      line << "ELF loader (its libc)";
    }
    line << " is missing in this image";
    return exit_cannot_run;
  }
  const int error =
      failure.is_directory ? EISDIR : failure.error;  // execve(2) returns EACCES for a directory
  put_error_text(line, error);
  if (error == ENOENT) line << explain_missing(failure.path);
  if (error == EACCES)
    line << (failure.exists ? ": not executable, or on a noexec mount" : ": a closed directory");
  if (error == ENOEXEC)
    line << (is_elf ? ": built for another architecture" : ": not an ELF file, and no #! line");
  const bool is_missing = error == ENOENT || error == ENOTDIR;
  return is_missing ? exit_not_found : exit_cannot_run;
}

}  // namespace base
