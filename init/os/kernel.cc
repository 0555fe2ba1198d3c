// Everything that init does to the machine while PROGRAM runs.
#include "init/os/kernel.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/os/system.h"
#include "base/os/system_call.h"
#include "init/log.h"
#include "init/os/terminal.h"

namespace init {

using base::system_call;

namespace {

constexpr SignalSet every_signal = ~SignalSet{0};

/// The kernel's own struct timespec: its numbers are as wide as its registers.
struct KernelTime {
  long seconds;
  long nanoseconds;
};

/// The kernel's own struct sigaction, as far as its first member is the same on
/// all architectures; the others are 0 for SIG_DFL and SIG_IGN.
struct KernelAction {
  void (*handler)(int);
  unsigned long rest[4];
};

}  // namespace

Kernel::Kernel() {
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, &given_mask_, sizeof every_signal);
  // Not before: what comes until then is lost to PID 1.
  self_ = static_cast<pid_t>(system_call(SYS_getpid));  // NOLINT(cppcoreguidelines-prefer-member-initializer)
}

void Kernel::unblock() {
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, &given_mask_, nullptr, sizeof given_mask_);
}

bool Kernel::ignore_children(bool is_ignored) {
  KernelAction actions[] = {{is_ignored ? SIG_IGN : SIG_DFL, {}}, {}};  // the new one and the old
  system_call(SYS_rt_sigaction, SIGCHLD, &actions[0], &actions[1], sizeof(SignalSet));
  return actions[1].handler == SIG_IGN;
}

void Kernel::set_up_process(Invocation& invocation) {
  invocation.is_pid1 = self_ == 1;
  const Terminal terminal;
  invocation.has_terminal = terminal.is_there();
  if (invocation.has_terminal) {
    invocation.is_session_leader = system_call(SYS_getsid, 0) == self_;
    group_ = static_cast<pid_t>(system_call(SYS_getpgid, 0));
    is_foreground_ = terminal.listens_to(group_);
  }
  system_call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1L);

  // Ignored, SIGCHLD would let children vanish with their exit codes.
  ignored_children_ = ignore_children(false);

  if (invocation.parent_death_signal == 0) return;
  const long parent = system_call(SYS_getppid);
  system_call(SYS_prctl, PR_SET_PDEATHSIG, long{invocation.parent_death_signal});
  if (system_call(SYS_getppid) != parent) system_call(SYS_tkill, self_, invocation.parent_death_signal);
}

Event Kernel::reap() {
  for (;;) {
    int status = 0;
    const auto pid = static_cast<pid_t>(system_call(SYS_wait4, -1, &status, WNOHANG | WUNTRACED, nullptr));
    if (pid == 0) return {};
    if (pid < 0) return pid == -ECHILD ? alone : Event{};
    const bool is_program = pid == program_;
    if (WIFSTOPPED(status)) {
      if (is_program) return stopped(WSTOPSIG(status), Terminal().listens_to(group_));
      continue;
    }
    if (is_program) is_program_there_ = false;
    return {.kind = is_program ? Event::Kind::program_died : Event::Kind::orphan_died,
            .pid = pid,
            .status = status};
  }
}

Event Kernel::sleep_until_signal(base::Nanoseconds deadline) {
  KernelTime timeout = {};
  if (deadline != base::never) {
    const base::Nanoseconds left = deadline - after(0);
    if (left <= 0) return expired;
    timeout = {.seconds = static_cast<long>(left / base::second),
               .nanoseconds = static_cast<long>(left % base::second)};
  }
  const siginfo_t& info = last_signal_;
  const long signal = system_call(SYS_rt_sigtimedwait, &every_signal, &last_signal_,
                                  deadline == base::never ? nullptr : &timeout, sizeof every_signal);
  if (signal < 0) {
    if (signal == -EINTR || signal == -EAGAIN) return {};  // the next call sees whether time is up
    system_call(SYS_waitid, P_ALL, 0, &last_signal_, WEXITED | WNOWAIT,
                nullptr);  // not allowed: then this will do
    return {.kind = Event::Kind::children_changed};
  }
  if (signal == SIGCHLD && info.si_code > SI_USER) return {.kind = Event::Kind::children_changed};
  // A write of init's own raised it (SIGPIPE, SIGXFSZ): nobody sent it.
  if (info.si_code == SI_USER && info.si_pid == self_) return {};
  const bool is_sent = info.si_code <= SI_USER;
  return {.kind = Event::Kind::got,
          .is_queued = info.si_code == SI_QUEUE,
          .signal = static_cast<int>(signal),
          .pid = is_sent ? info.si_pid : 0};
}

base::Nanoseconds Kernel::after(base::Nanoseconds time) const {
  return time == base::never ? base::never : base::monotonic_time() + time;
}

long Kernel::send(const Action& action) {
  const auto kill = [&action](pid_t whom) { return system_call(SYS_kill, whom, action.signal); };
  if (action.target == Target::everyone) return kill(-1);
  // PROGRAM may have gone to another group, and left none behind; once reaped it has no number.
  if (action.target == Target::group) {
    const long result = kill(-program_);
    if (result != -ESRCH || !is_program_there_) return result;
  }
  // A value goes on, and with it who sent it; where the queue is full, the signal alone.
  const bool is_queued =
      action.is_queued && system_call(SYS_rt_sigqueueinfo, program_, action.signal, &last_signal_) == 0;
  return is_queued ? 0 : kill(program_);
}

void Kernel::act(const Action& action) {
  switch (action.kind) {
    case Action::Kind::send:
      if (send(action) == -EPERM && !has_noted_refusal_) {
        has_noted_refusal_ = true;  // PROGRAM runs as another user
        base::print_error("may not signal PROGRAM", EPERM);
      }
      break;
    case Action::Kind::give_terminal: move_terminal(group_, program_); break;
    case Action::Kind::stop_self: stop_self(action.signal); break;
    case Action::Kind::note:
    case Action::Kind::leave: break;  // the loop's business
  }
}

void Kernel::log_event(const Settings& settings, const Event& event, const Step& step) {
  if (!is_worth_saying(settings, step)) return;
  base::Line line;
  describe(line, event, step);
  base::print_line(line);
}

void Kernel::take_terminal() { move_terminal(program_, group_); }

void Kernel::stop_self(int signal) {
  take_terminal();
  system_call(SYS_kill, 0, SIGTSTP);  // who shares init's group stops too, as from a Ctrl-Z of its own
  constexpr SignalSet all_but_that = every_signal & ~(SignalSet{1} << (SIGTSTP - 1));
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, &all_but_that, nullptr, sizeof all_but_that);
  // Here init is stopped, and goes on when somebody continues it. Where nobody would, for its
  // group is orphaned, the kernel stops nobody; then PROGRAM is not to stay stopped either.
  SignalSet pending = 0;
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, nullptr, sizeof every_signal);
  system_call(SYS_rt_sigpending, &pending, sizeof pending);
  const bool is_continued = (pending >> (SIGCONT - 1) & 1) != 0;
  if (is_continued || signal != SIGTSTP) return;
  move_terminal(group_, program_);
  system_call(SYS_kill, -program_, SIGCONT);
}

}  // namespace init
