// What the results of system calls mean for init.
#pragma once

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "base/number.h"
#include "init/model.h"
#include "init/recipients.h"
#include "init/signals.h"

namespace init {

/// Returns the event that a signal is, which rt_sigtimedwait(2) returned. `self` is init's own process.
constexpr Event event_of_signal(const siginfo_t& info, int self) {
  if (info.si_signo == SIGCHLD && info.si_code > SI_USER) return children_changed;
  const bool is_sent = info.si_code <= SI_USER;  // by a process: otherwise there is no si_pid (sigaction(2))
  // A write of init's own raised it (SIGPIPE, SIGXFSZ): PROGRAM did not cause it.
  if (info.si_code == SI_USER && info.si_pid == self) return nothing_happened;
  return {.kind = Event::Kind::got,
          .is_queued = info.si_code == SI_QUEUE,
          .signal = info.si_signo,
          .pid = is_sent ? info.si_pid : 0};
}

/// How rt_sigtimedwait(2) ended.
enum class Wait : std::uint8_t {
  got_signal,
  ended_early,  // it was interrupted, or the timeout has passed: the next call sees which
  refused,      // as by a seccomp filter, and so is each later call: init can only wait for a child to die
};

/// `result` is what rt_sigtimedwait(2) returned: a signal or an error (negative).
constexpr Wait judge_wait(int result) {
  if (result > 0) return Wait::got_signal;
  return result == -EINTR || result == -EAGAIN ? Wait::ended_early : Wait::refused;
}

/// Returns the event that wait4(2), called with WNOHANG and WUNTRACED, has found. `result` is what it
/// returned: a process, 0 or an error (negative). Notes in `program` that PROGRAM was reaped.
constexpr Event event_of_child(int result, int status, Program& program) {
  if (result == -ECHILD) return no_children;
  if (result <= 0) return nothing_happened;
  const bool is_program = result == program.pid && program.is_there();
  if (WIFSTOPPED(status)) {
    if (is_program) return suspended(WSTOPSIG(status), false);
    return {.kind = Event::Kind::orphan_suspended, .pid = result};
  }
  program.is_reaped |= is_program;
  return {.kind = is_program ? Event::Kind::program_died : Event::Kind::orphan_died,
          .pid = result,
          .status = status};
}

/// What to say that failed if PROGRAM's user cannot be set. `result` is the error, negative.
constexpr const char* user_failure(int result) {
  return result == -EINVAL ? "--user, not in this user namespace" : "--user";
}

/// Whether a character device with this number is /dev/null.
constexpr bool is_null_device(unsigned major, unsigned minor) { return major == 1 && minor == 3; }

/// Whether a process group is the foreground of a terminal.
enum class Foreground : std::uint8_t { no, yes, unknown };

/// `foreground` is the group that tcgetpgrp(3) returned; `group` is the caller's own or one in init's PID
/// namespace. 0 stands for every group outside of that namespace, so two groups that are 0 may differ.
constexpr Foreground judge_foreground(int foreground, int group) {
  if (foreground != group) return Foreground::no;
  return group != 0 ? Foreground::yes : Foreground::unknown;
}

/// Whether PROGRAM has to be continued after init tried to suspend itself. `signal` had suspended PROGRAM;
/// `pending` are the signals that came since. If CONT is among them, init was suspended and continued, and
/// continues PROGRAM when it handles that CONT. If not, init was not suspended, because the kernel suspends
/// no orphaned process group: then PROGRAM is continued, unless STOP had suspended it.
constexpr bool is_continued_after_suspension(int signal, std::uint64_t pending) {
  const bool was_init_suspended = (pending & bit_of(SIGCONT)) != 0;
  return !was_init_suspended && signal != SIGSTOP;
}

/// Returns the time from `now` until a deadline, which is not base::never: 0 if it has passed.
constexpr base::Nanoseconds time_left(base::Nanoseconds deadline, base::Nanoseconds now) {
  return deadline > now ? deadline - now : 0;
}

}  // namespace init
