// With what errors the system calls of init and probe may fail: each errno that the man page of section 2
// lists and that can be had with memory of one's own and a descriptor of any kind, and for every call those
// of seccomp filters, EPERM and ENOSYS.
#pragma once

#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <vector>

#include "doctest.h"
#include "tests/process/faults.h"

namespace test {

struct Fallible {
  long call;
  std::vector<int> errors;
};

inline const std::vector<Fallible>& fallible_calls() {
  static const std::vector<Fallible> rows = {
      {SYS_access, {EACCES, EIO, ELOOP, ENOENT, ENOMEM, ENOTDIR, EROFS}},
      {SYS_brk, {}},  // it returns the old end, not an error
      {SYS_chdir, {EACCES, EIO, ELOOP, ENOENT, ENOMEM, ENOTDIR}},
      {SYS_clock_gettime, {EACCES, EINVAL, ENODEV, ENOTSUP}},
      {SYS_clone, {EAGAIN, ENOMEM, ENOSPC, EUSERS}},
      {SYS_close, {EBADF, EINTR, EIO, ENOSPC, EDQUOT}},
      {SYS_close_range, {EINVAL, EMFILE, ENOMEM}},
      {SYS_connect,
       {EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, EBADF, ECONNREFUSED, EINPROGRESS,
        EINTR, EISCONN, ENETUNREACH, ENOTSOCK, EPROTOTYPE, ETIMEDOUT}},
      {SYS_execve,
       {E2BIG, EACCES, EAGAIN, EINVAL, EIO, EISDIR, ELIBBAD, ELOOP, EMFILE, ENFILE, ENOENT, ENOEXEC, ENOMEM,
        ENOTDIR, ETXTBSY}},
      {SYS_faccessat, {EACCES, EBADF, EINVAL, EIO, ELOOP, ENOENT, ENOMEM, ENOTDIR, EROFS}},
      {SYS_fchmod, {EBADF, EIO, ENOENT, ENOMEM, EROFS}},
      {SYS_fchown, {EBADF, EINVAL, EIO, EROFS}},
      {SYS_fork, {EAGAIN, ENOMEM}},
      {SYS_fsync, {EBADF, EDQUOT, EINTR, EINVAL, EIO, ENOSPC, EROFS}},
      {SYS_getegid, {}},
      {SYS_geteuid, {}},
      {SYS_getpeername, {EBADF, EINVAL, ENOBUFS, ENOTCONN, ENOTSOCK}},
      {SYS_getpgid, {ESRCH}},
      {SYS_getpid, {}},
      {SYS_getppid, {}},
      {SYS_getrandom, {EAGAIN, EINTR, EINVAL}},
      {SYS_getsid, {ESRCH}},
      {SYS_getsockname, {EBADF, EINVAL, ENOBUFS, ENOTSOCK}},
      {SYS_ioctl, {EBADF, EINVAL, ENOTTY, EIO, EINTR, ENXIO}},
      {SYS_kill, {EINVAL, ESRCH}},
      {SYS_newfstatat, {EACCES, EBADF, EINVAL, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EOVERFLOW}},
      {SYS_openat,
       {EACCES, EEXIST, EINTR, EINVAL, EISDIR, ELOOP, EMFILE, ENFILE, ENODEV, ENOENT, ENOMEM, ENOSPC, ENOTDIR,
        ENXIO, EROFS, ETXTBSY}},
      {SYS_pidfd_open, {EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM, ESRCH}},
      {SYS_poll, {EINTR, EINVAL, ENOMEM}},
      {SYS_ppoll, {EINTR, EINVAL, ENOMEM}},
      {SYS_prctl, {EACCES, EBUSY, EINVAL, ENODEV}},
      {SYS_read, {EAGAIN, EBADF, EINTR, EINVAL, EIO, EISDIR}},
      {SYS_recvfrom, {EAGAIN, EBADF, ECONNREFUSED, EINTR, EINVAL, ENOMEM, ENOTCONN, ENOTSOCK}},
      {SYS_renameat2,
       {EACCES, EBUSY, EDQUOT, EEXIST, EINVAL, EISDIR, ELOOP, EMLINK, ENOENT, ENOMEM, ENOSPC, ENOTDIR, EROFS,
        EXDEV}},
      {SYS_rt_sigaction, {EINVAL}},
      {SYS_rt_sigpending, {}},
      {SYS_rt_sigqueueinfo, {EAGAIN, EINVAL, ESRCH}},
      {SYS_rt_sigtimedwait, {EAGAIN, EINTR, EINVAL}},
      {SYS_sendfile, {EAGAIN, EBADF, EINVAL, EIO, ENOMEM, EOVERFLOW}},
      {SYS_sendto,
       {EACCES, EAGAIN, EBADF, ECONNRESET, EDESTADDRREQ, EINTR, EINVAL, EISCONN, EMSGSIZE, ENOBUFS, ENOMEM,
        ENOTCONN, ENOTSOCK, EOPNOTSUPP, EPIPE}},
      {SYS_setgroups, {EINVAL, ENOMEM}},
      {SYS_setitimer, {EINVAL}},
      {SYS_setpgid, {EACCES, EINVAL, ESRCH}},
      {SYS_setresgid, {EAGAIN, EINVAL}},
      {SYS_setresuid, {EAGAIN, EINVAL}},
      {SYS_setsockopt, {EBADF, EDOM, EINVAL, ENOPROTOOPT, ENOTSOCK}},
      {SYS_socket, {EACCES, EAFNOSUPPORT, EINVAL, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTONOSUPPORT}},
      {SYS_stat, {EACCES, EBADF, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EOVERFLOW}},
      {SYS_statx, {EACCES, EBADF, EINVAL, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR}},
      {SYS_tkill, {EAGAIN, EINVAL, ESRCH}},
      {SYS_unlinkat, {EACCES, EBADF, EBUSY, EIO, EISDIR, ENOENT, ENOMEM, ENOTDIR, EROFS}},
      {SYS_wait4, {EINTR, EINVAL}},  // ECHILD is an answer: there are no children
      {SYS_waitid, {EINTR, EINVAL}},
      {SYS_write, {EAGAIN, EBADF, EDQUOT, EFBIG, EINTR, EINVAL, EIO, ENOSPC, EPIPE}},
  };
  return rows;
}

/// The calls that are let be: those of the start (base/machine, the C library's), and those that no filter
/// could refuse and leave a program that works.
inline constexpr long let_be[] = {SYS_arch_prctl, SYS_set_tid_address, SYS_rt_sigprocmask, SYS_rt_sigreturn,
                                  SYS_exit_group};

/// Whether a call that got this error gets it again and again: these tell to ask once more.
inline bool can_last(int error) { return error != EINTR && error != EAGAIN && error != EALREADY; }

/// What a system call, the `index`-th and of this number, is tried with: that it is refused and, if this is
/// not to be quick, all else; once, and from there on. None: it is let be.
inline std::vector<Fault> faults_at(int index, long call, bool is_quick) {
  std::vector<Fault> faults;
  for (const Fallible& row : fallible_calls()) {
    if (row.call != call) continue;
    std::vector<int> errors = {EPERM};
    if (!is_quick) errors.push_back(ENOSYS);
    if (!is_quick) errors.insert(errors.end(), row.errors.begin(), row.errors.end());
    for (const int error : errors) {
      faults.push_back({.call = call, .index = index, .error = error, .is_lasting = false});
      if (can_last(error))
        faults.push_back({.call = call, .index = index, .error = error, .is_lasting = true});
    }
  }
  CAPTURE(call);
  const bool is_let_be = std::find(std::begin(let_be), std::end(let_be), call) != std::end(let_be);
  CHECK(faults.empty() == is_let_be);  // or it has no row
  return faults;
}

}  // namespace test
