// Why a system call failed, as strerror(3) says it: those errors that init does not need (base/error_text.h).
#pragma once

#include <cerrno>
#include <initializer_list>

#include "base/error_text.h"
#include "base/names.h"
#include "base/text.h"

namespace probe {

inline constexpr base::Name errors[] = {
    {ESRCH, "No such process"},
    {EIO, "Input/output error"},
    {EINVAL, "Invalid argument"},
    {ENFILE, "Too many open files in system"},
    {EMFILE, "Too many open files"},
    {EPIPE, "Broken pipe"},
    {ENAMETOOLONG, "File name too long"},
    {ENOSYS, "Function not implemented"},
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
    {ESTALE, "Stale file handle"},
};

/// Returns what an errno means. If it is not in a table, its number is written to `storage`, which must be
/// empty.
constexpr const char* describe_error(int error, base::Text& storage) {
  for (const char* const table : {base::packed<base::reasons>.data(), base::packed<errors>.data()}) {
    const char* const name = base::name_of(error, table);
    if (*name != '\0') return name;
  }
  const char* const text = storage.view().data();
  (storage << "error " << error).put('\0');
  return text;
}

}  // namespace probe
