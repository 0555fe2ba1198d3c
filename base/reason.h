// Why a system call failed, in words. (strerror(3) alone would be an eighth of init.)
#pragma once

#include <cerrno>
#include <cstdint>

#include "base/text.h"

namespace base {

struct Reason {
  std::uint8_t error;
  char text[26];
};

inline constexpr Reason reasons[] = {
    {EPERM, "Operation not permitted"}, {ENOENT, "No such file or directory"},
    {E2BIG, "Argument list too long"},  {ENOEXEC, "Exec format error"},
    {EAGAIN, "Too many processes"},     {ENOMEM, "Cannot allocate memory"},
    {EACCES, "Permission denied"},      {ENOTDIR, "Not a directory"},
    {EISDIR, "Is a directory"},         {ENOSPC, "No space left on device"},
    {EROFS, "Read-only file system"},
};

/// Writes what an errno means; its number where it is none of the usual ones.
constexpr void give_reason(Text& line, int error) {
  for (const Reason& reason : reasons) {
    if (reason.error == error) {
      line << reason.text;
      return;
    }
  }
  line << "error " << error;
}

}  // namespace base
