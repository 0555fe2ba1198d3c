// Everything that init does to the machine while PROGRAM runs.
#include "init/kernel.h"

#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/reason.h"
#include "base/system.h"
#include "init/become.h"
#include "init/say.h"

namespace init {
namespace {

constexpr SignalSet every_signal = ~SignalSet{0};

/// The kernel's own struct timespec: its numbers are as wide as its registers.
struct KernelTime {
  long seconds;
  long nanoseconds;
};

using Handler = void (*)(int);

/// The kernel's own struct sigaction, as far as its first member is the same on
/// all architectures; the others are 0 for SIG_DFL and SIG_IGN.
struct KernelAction {
  Handler handler;
  unsigned long rest[8];
};

/// Sets what SIGCHLD does, SIG_DFL or SIG_IGN. Returns what it did.
Handler set_children_handler(Handler handler) {
  const KernelAction action = {handler, {}};
  KernelAction previous = {};
  syscall(SYS_rt_sigaction, SIGCHLD, &action, &previous, sizeof(SignalSet));
  return previous.handler;
}

/// The process group that has init's controlling terminal, which is looked for
/// among the standard descriptors; -1 where it has none.
struct Terminal {
  int descriptor = 0;
  pid_t foreground = -1;

  Terminal() {
    while (syscall(SYS_ioctl, descriptor, TIOCGPGRP, &foreground) != 0 && descriptor < 2) ++descriptor;
  }
};

/// Moves the terminal from one process group to another. SIGTTOU is blocked, so
/// that this works from the background too; that it fails is no reason to end.
void move_terminal(pid_t from, pid_t to) {
  const Terminal terminal;
  if (terminal.foreground == from) syscall(SYS_ioctl, terminal.descriptor, TIOCSPGRP, &to);
}

}  // namespace

Kernel::Kernel() : self_(getpid()) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, &given_mask_, sizeof every_signal);
}

void Kernel::settle(Invocation& invocation) {
  invocation.is_pid1 = self_ == 1;
  invocation.is_session_leader = getsid(0) == self_;
  invocation.has_terminal = Terminal().foreground >= 0;
  if (!invocation.is_pid1) syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

  // Ignored, SIGCHLD would let children vanish with their exit codes.
  ignored_children_ = set_children_handler(SIG_DFL) == SIG_IGN;

  if (invocation.parent_death_signal == 0) return;
  const pid_t parent = getppid();
  syscall(SYS_prctl, PR_SET_PDEATHSIG, invocation.parent_death_signal, 0, 0, 0);
  if (getppid() != parent) syscall(SYS_tkill, self_, invocation.parent_death_signal);
}

bool Kernel::start(const Invocation& invocation, char** words, char** environment) {
  // vfork: nothing of init is copied, and where it is more than fork's other name,
  // PROGRAM has its group, or has failed, before init goes on.
  const pid_t child = vfork();
  if (child == 0) {
    setpgid(0, 0);
    move_terminal(getpgid(self_), getpid());
    if (ignored_children_) set_children_handler(SIG_IGN);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &given_mask_, nullptr, sizeof given_mask_);
    become(invocation, words, environment, self_);
  }
  if (child < 0) return false;
  program_ = child;
  setpgid(child, child);  // from both sides: a signal to the group finds it at any instant
  if (syscall(SYS_close_range, 3, ~0U, 0) != 0) {
    constexpr int limit = 1 << 16;  // a kernel before 5.9: one by one, and not for ever
    for (int descriptor = 3; descriptor < limit; ++descriptor) close(descriptor);
  }
  (void)(chdir("/") == 0);
  return true;
}

Event Kernel::reap() {
  for (;;) {
    int status = 0;
    const pid_t pid = waitpid(-1, &status, WNOHANG | WUNTRACED);
    if (pid == 0) return {};
    if (pid < 0) return alone;
    if (!WIFSTOPPED(status))
      return {.kind = pid == program_ ? Event::Kind::program_died : Event::Kind::orphan_died,
              .pid = pid,
              .status = status};
    if (pid == program_) return stopped(WSTOPSIG(status), Terminal().foreground == getpgrp());
  }
}

Event Kernel::wait(base::Nanoseconds deadline) {
  KernelTime timeout = {};
  if (deadline != base::never) {
    const base::Nanoseconds left = deadline - after(0);
    if (left <= 0) return expired;
    timeout = {.seconds = static_cast<long>(left / base::second),
               .nanoseconds = static_cast<long>(left % base::second)};
  }
  siginfo_t info = {};
  const long signal = syscall(SYS_rt_sigtimedwait, &every_signal, &info,
                              deadline == base::never ? nullptr : &timeout, sizeof every_signal);
  if (signal < 0) return {};  // the next call sees whether time is up
  if (signal == SIGCHLD && info.si_code > SI_USER) return {.kind = Event::Kind::children_changed};
  // A write of init's own raised it (SIGPIPE, SIGXFSZ): nobody sent it.
  if (info.si_code == SI_USER && info.si_pid == self_) return {};
  const bool is_sent = info.si_code <= SI_USER;
  return {.kind = Event::Kind::got,
          .is_queued = info.si_code == SI_QUEUE,
          .signal = static_cast<int>(signal),
          .pid = is_sent ? info.si_pid : 0,
          .value = reinterpret_cast<std::intptr_t>(info.si_value.sival_ptr)};
}

base::Nanoseconds Kernel::after(base::Nanoseconds time) const {
  if (time == base::never) return base::never;
  KernelTime now = {};
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  return base::Nanoseconds{now.seconds} * base::second + now.nanoseconds + time;
}

int Kernel::send(const Action& action, std::intptr_t value) {
  if (action.target == Target::program && action.is_queued) {
    siginfo_t info = {};
    info.si_signo = action.signal;
    info.si_code = SI_QUEUE;
    info.si_pid = self_;
    info.si_uid = getuid();
    info.si_value.sival_ptr = reinterpret_cast<void*>(value);
    if (syscall(SYS_rt_sigqueueinfo, program_, action.signal, &info) == 0) return 0;
    return errno;
  }
  const pid_t whom = action.target == Target::everyone ? -1
                     : action.target == Target::group  ? -program_
                                                       : program_;
  return ::kill(whom, action.signal) == 0 ? 0 : errno;
}

void Kernel::act(const Action& action, std::intptr_t value) {
  switch (action.kind) {
    case Action::Kind::send:
      if (send(action, value) == EPERM && !has_noted_refusal_) {
        has_noted_refusal_ = true;  // PROGRAM runs as another user
        base::Line line("init");
        line << "may not signal PROGRAM: ";
        base::give_reason(line, EPERM);
        base::say(line);
      }
      break;
    case Action::Kind::give_terminal: move_terminal(getpgrp(), program_); break;
    case Action::Kind::stop_self: stop_self(); break;
    case Action::Kind::note:
    case Action::Kind::leave: break;  // the loop's business
  }
}

void Kernel::tell(const Settings& settings, const Event& event, const Step& step) {
  base::Line line("init");
  if (describe(line, settings, event, step)) base::say(line);
}

void Kernel::take_terminal() { move_terminal(program_, getpgrp()); }

void Kernel::stop_self() {
  take_terminal();
  ::kill(0, SIGTSTP);  // who shares init's group stops too, as from a Ctrl-Z of its own
  ::kill(self_, SIGSTOP);
}

}  // namespace init
