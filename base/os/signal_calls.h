// The system calls on signals. Each returns what its man page says or, if it failed, the error, negative.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>

#include <csignal>
#include <cstddef>

#include "base/os/system_call.h"
#include "base/signal_set.h"

namespace base::system {

/// The kernel's own struct sigaction. riscv64 has no `restorer`, and `mask` is in its place: both are 0.
struct KernelAction {
  void (*handler)(int) = nullptr;
  unsigned long flags = 0;
  void (*restorer)() = nullptr;
  // More signals that are blocked while the handler runs. A SignalSet would be aligned to 8 bytes on
  // arm, and the kernel would read the gap before it.
  unsigned long mask[sizeof(SignalSet) / sizeof(long)] = {};
};
static_assert(offsetof(KernelAction, mask) == 3 * sizeof(long));
static_assert(sizeof(KernelAction) == 3 * sizeof(long) + sizeof(SignalSet));

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

/// rt_sigprocmask(2), with SIG_BLOCK or SIG_UNBLOCK. `previous` may be nullptr.
inline int change_signal_mask(int how, const SignalSet& signals, SignalSet* previous) {
  return static_cast<int>(detail::call(SYS_rt_sigprocmask, how, &signals, previous, sizeof(SignalSet)));
}

/// rt_sigpending(2): the blocked signals that have come.
inline int sigpending(SignalSet& pending) {
  return static_cast<int>(detail::call(SYS_rt_sigpending, &pending, sizeof(SignalSet)));
}

/// rt_sigaction(2). `previous` may be nullptr. For a handler, call catch_signal() (handler.h).
inline int sigaction(int signal, const KernelAction& action, KernelAction* previous) {
  return static_cast<int>(detail::call(SYS_rt_sigaction, signal, &action, previous, sizeof(SignalSet)));
}

/// rt_sigtimedwait(2): waits for one of `signals`, which are blocked, up to `timeout`, or without a limit if
/// that is nullptr. Returns the signal; `info` may be nullptr.
inline int sigtimedwait(const SignalSet& signals, siginfo_t* info, const KernelTime* timeout) {
  return static_cast<int>(detail::call(SYS_rt_sigtimedwait, &signals, info, timeout, sizeof(SignalSet)));
}

}  // namespace base::system
