// Why a system call failed, in the words of strerror(3), of which libc has many more.
#pragma once

#include <cerrno>

#include "base/names.h"
#include "base/text.h"

namespace probe {

inline constexpr base::Name errors[] = {
    {EPERM, "Operation not permitted"},
    {ENOENT, "No such file or directory"},
    {ESRCH, "No such process"},
    {E2BIG, "Argument list too long"},
    {ENOEXEC, "Exec format error"},
    {EBADF, "Bad file descriptor"},
    {ENOMEM, "Cannot allocate memory"},
    {EACCES, "Permission denied"},
    {ENOTDIR, "Not a directory"},
    {EISDIR, "Is a directory"},
    {EINVAL, "Invalid argument"},
    {ENFILE, "Too many open files in system"},
    {EMFILE, "Too many open files"},
    {ENOSPC, "No space left on device"},
    {EROFS, "Read-only file system"},
    {EPIPE, "Broken pipe"},
    {ENAMETOOLONG, "File name too long"},
    {ENOSYS, "Function not implemented"},
    {ELOOP, "Too many levels of symbolic links"},
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

/// What an errno means; its number, written to `storage`, where it is none of the usual.
constexpr const char* describe_error(int error, base::Text& storage) {
  const char* const name = base::name_of(error, base::packed<errors>.data());
  if (*name != '\0') return name;
  const char* const text = storage.view().data();
  (storage << "error " << error).put('\0');
  return text;
}

}  // namespace probe
