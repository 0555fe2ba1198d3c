// What the kernel's answers mean for init, and what init's actions mean for the kernel.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include "base/number.h"
#include "init/exit_code.h"
#include "init/model.h"

namespace init {

/// What is known of PROGRAM's process. Once it was reaped, its number may belong to another process.
struct Program {
  int pid = -1;  // -1: there is none (--pause)
  bool is_reaped = false;

  [[nodiscard]] constexpr bool is_there() const { return pid > 0 && !is_reaped; }
};

/// What a signal means that rt_sigtimedwait(2) took. `self` is init's own process.
constexpr Event event_of_signal(const siginfo_t& info, int self) {
  if (info.si_signo == SIGCHLD && info.si_code > SI_USER) return children_changed;
  const bool is_sent = info.si_code <= SI_USER;  // by a process; only then there is a sender (sigaction(2))
  // A write of init's own raised it (SIGPIPE, SIGXFSZ): PROGRAM did not cause it.
  if (info.si_code == SI_USER && info.si_pid == self) return nothing_happened;
  return {.kind = Event::Kind::got,
          .is_queued = info.si_code == SI_QUEUE,
          .signal = info.si_signo,
          .pid = is_sent ? info.si_pid : 0};
}

/// Whether rt_sigtimedwait(2), which returned an error (negative), can be expected to work the next time. If
/// not, a filter of system calls or the like refuses it.
constexpr bool is_worth_another_try(int result) { return result == -EINTR || result == -EAGAIN; }

/// What it means that wait4(2) returned `result` with this status, when it was called with WNOHANG and
/// WUNTRACED: a process, 0 or an error (negative).
constexpr Event event_of_child(int result, int status, const Program& program) {
  if (result == -ECHILD) return no_children;
  if (result <= 0) return nothing_happened;
  const bool is_program = result == program.pid && program.is_there();
  if (WIFSTOPPED(status)) {
    if (is_program) return suspended(WSTOPSIG(status), false);
    return {.kind = Event::Kind::orphan_suspended, .pid = result};
  }
  return {.kind = is_program ? Event::Kind::program_died : Event::Kind::orphan_died,
          .pid = result,
          .status = status};
}

/// To whom a signal is sent, as kill(2) takes it. If a recipient does not exist (ESRCH), the next one is
/// tried.
struct Recipients {
  std::array<int, 2> pids{};
  int count = 0;

  constexpr void add(int pid) { pids[static_cast<std::size_t>(count++)] = pid; }
  [[nodiscard]] constexpr const int* begin() const { return pids.data(); }
  [[nodiscard]] constexpr const int* end() const { return pids.data() + count; }
};

/// The recipients of an action's signal. PROGRAM may have joined another process group and left none behind,
/// so that only its own number reaches it. That number is not used once PROGRAM was reaped; its group's is,
/// as long as processes are in the group the kernel gives it to no other process.
constexpr Recipients recipients_of(Target target, const Program& program) {
  Recipients recipients;
  if (target == Target::everyone) recipients.add(-1);
  if (target == Target::group && program.pid > 0) recipients.add(-program.pid);
  if (target != Target::everyone && program.is_there()) recipients.add(program.pid);
  return recipients;
}

/// Whether a signal can be sent with its value: only to one process (rt_sigqueueinfo(2)).
constexpr bool can_queue(const Action& action, int recipient) { return action.is_queued && recipient > 0; }

/// Whether PROGRAM goes on after init tried to suspend itself, when `signal` had suspended PROGRAM and the
/// signals in `pending` came since. After a CONT that is init's answer to the CONT. Without one init was not
/// suspended, as no process could have continued it: the kernel suspends no orphaned process group. Then
/// PROGRAM goes on, unless a signal other than a Ctrl-Z's suspended it.
constexpr bool goes_on_after_suspension(int signal, std::uint64_t pending) {
  const bool is_continued = (pending & bit_of(SIGCONT)) != 0;
  return !is_continued && signal == SIGTSTP;
}

/// The time from `now` until a deadline: base::never if there is none, at least 0.
constexpr base::Nanoseconds time_left(base::Nanoseconds deadline, base::Nanoseconds now) {
  if (deadline == base::never) return base::never;
  return deadline > now ? deadline - now : 0;
}

}  // namespace init
