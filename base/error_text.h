// Why a system call failed, in words. (strerror(3) alone would be an eighth of init.)
#pragma once

#include <cerrno>

#include "base/names.h"
#include "base/text.h"

namespace base {

inline constexpr Name reasons[] = {
    {EPERM, "Operation not permitted"},  {ENOENT, "No such file or directory"},
    {E2BIG, "Argument list too long"},   {ENOEXEC, "Exec format error"},
    {EBADF, "Bad file descriptor"},      {EAGAIN, "Too many processes"},
    {ENOMEM, "Cannot allocate memory"},  {EACCES, "Permission denied"},
    {ENOTDIR, "Not a directory"},        {EISDIR, "Is a directory"},
    {ENOSPC, "No space left on device"}, {EROFS, "Read-only file system"},
    {ETXTBSY, "Text file busy"},         {ELOOP, "Too many symbolic links"},
};

/// Writes what an errno means; its number where it is none of the usual ones.
constexpr void put_error_text(Text& line, int error) {
  const char* const name = name_of(error, packed<reasons>.data());
  line << name;
  if (*name == '\0') line << "error " << error;
}

}  // namespace base
