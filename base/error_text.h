// The meaning of errno values, mostly in the words of strerror(3), which itself would be an eighth of init's
// size.
#pragma once

#include <cerrno>
#include <initializer_list>

#include "base/names.h"
#include "base/text.h"

namespace base {

/// The errors of starting a program and of copying a file: both programs print these.
inline constexpr Name file_errors[] = {
    {EPERM, "Operation not permitted"},
    {ENOENT, "No such file or directory"},
    {E2BIG, "Argument list too long"},
    {ENOEXEC, "Exec format error"},
    {EBADF, "Bad file descriptor"},
    {EAGAIN, "Resource temporarily unavailable"},
    {ENOMEM, "Cannot allocate memory"},
    {EACCES, "Permission denied"},
    {ENOTDIR, "Not a directory"},
    {EISDIR, "Is a directory"},
    {ENOSPC, "No space left on device"},
    {EROFS, "Read-only file system"},
    {ETXTBSY, "Text file busy"},
    {ENAMETOOLONG, "File name too long"},
    {ELOOP, "Too many symbolic links"},
    {EINVAL, "Invalid argument"},
    {EIO, "Input/output error"},
    {ENFILE, "Too many open files in system"},
    {EMFILE, "Too many open files"},
    {EPIPE, "Broken pipe"},
    {EFBIG, "File too large"},
    {EDQUOT, "Disk quota exceeded"},
    {EEXIST, "File exists"},
    {EBUSY, "Device or resource busy"},
    {ENOSYS, "Function not implemented"},
    {ENODEV, "No such device"},
    {ENXIO, "No such device or address"},
    {EINTR, "Interrupted system call"},
    {ESTALE, "Stale file handle"},
    {ELIBBAD, "Accessing a corrupted shared library"},
};

/// The other errors of asking a server, a file or a process: only probe prints these, so that init
/// is smaller.
inline constexpr Name target_errors[] = {
    {ESRCH, "No such process"},
    {EPROTOTYPE, "Protocol wrong type for socket"},
    {EAFNOSUPPORT, "Address family not supported by protocol"},
    {EADDRNOTAVAIL, "Cannot assign requested address"},
    {ENETDOWN, "Network is down"},
    {ENETUNREACH, "Network is unreachable"},
    {ECONNABORTED, "Software caused connection abort"},
    {ECONNRESET, "Connection reset by peer"},
    {ENOBUFS, "No buffer space available"},
    {ETIMEDOUT, "Connection timed out"},
    {ECONNREFUSED, "Connection refused"},
    {EHOSTDOWN, "Host is down"},
    {EHOSTUNREACH, "No route to host"},
};

/// Appends the meaning of one of file_errors, or "error N" for any other errno N.
constexpr void put_error_text(Text& line, int error) {
  const char* const name = name_of(error, packed<file_errors>.data());
  line << name;
  if (*name == '\0') line << "error " << error;
}

/// Returns the meaning of an errno: from one of the tables, or "error N", which it appends to `storage` with
/// a NUL.
constexpr const char* describe_error(int error, Text& storage) {
  for (const char* const rows : {packed<file_errors>.data(), packed<target_errors>.data()}) {
    const char* const name = name_of(error, rows);
    if (*name != '\0') return name;
  }
  const char* const text = storage.view().data() + storage.size();
  (storage << "error " << error).put('\0');
  return text;
}

}  // namespace base
