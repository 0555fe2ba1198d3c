// The system calls on signals. Each returns what its man page says or, if it failed, the error, negative.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>

#include <csignal>
#include <cstdint>

#include "base/os/system_call.h"

namespace base::system {

/// A signal set as the kernel has it: bit n - 1 is signal n. (A libc's own sigset_t functions keep some
/// real-time signals from the caller.)
using SignalSet = std::uint64_t;

/// The kernel's own struct sigaction. Only its first member is in the same place on all architectures; the
/// others are 0 for SIG_DFL and SIG_IGN.
struct KernelAction {
  void (*handler)(int) = nullptr;
  unsigned long rest[4] = {};
};

/// kill(2): to a process; to each in a process group (negative), or in the caller's own (0); to every
/// process (-1).
inline int kill(pid_t recipient, int signal) {
  return static_cast<int>(detail::call(SYS_kill, recipient, signal));
}

/// tkill(2): to one thread.
inline int tkill(pid_t thread, int signal) {
  return static_cast<int>(detail::call(SYS_tkill, thread, signal));
}

/// rt_sigqueueinfo(2): sends a signal with the value and the sender that `info` has.
inline int sigqueueinfo(pid_t process, int signal, const siginfo_t& info) {
  return static_cast<int>(detail::call(SYS_rt_sigqueueinfo, process, signal, &info));
}

/// rt_sigprocmask(2) with SIG_SETMASK: blocks these signals and no others. `previous` may be nullptr.
inline int set_signal_mask(const SignalSet& blocked, SignalSet* previous) {
  return static_cast<int>(
      detail::call(SYS_rt_sigprocmask, SIG_SETMASK, &blocked, previous, sizeof(SignalSet)));
}

/// rt_sigpending(2): the blocked signals that have come.
inline int sigpending(SignalSet& pending) {
  return static_cast<int>(detail::call(SYS_rt_sigpending, &pending, sizeof(SignalSet)));
}

/// rt_sigaction(2).
inline int sigaction(int signal, const KernelAction& action, KernelAction& previous) {
  return static_cast<int>(detail::call(SYS_rt_sigaction, signal, &action, &previous, sizeof(SignalSet)));
}

/// rt_sigtimedwait(2): waits for one of `signals`, which are blocked, up to `timeout`, or without a limit if
/// that is nullptr. Returns the signal; `info` may be nullptr.
inline int sigtimedwait(const SignalSet& signals, siginfo_t* info, const KernelTime* timeout) {
  return static_cast<int>(detail::call(SYS_rt_sigtimedwait, &signals, info, timeout, sizeof(SignalSet)));
}

}  // namespace base::system
