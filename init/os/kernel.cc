// Everything that init does to the machine while PROGRAM runs.
#include "init/os/kernel.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "base/os/clock.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/os/signal_calls.h"
#include "init/log.h"
#include "init/os/terminal.h"

namespace init {

namespace system = base::system;
using system::SignalSet;

namespace {

constexpr SignalSet every_signal = ~SignalSet{0};

}  // namespace

Kernel::Kernel() {
  system::set_signal_mask(every_signal, &given_mask_);
  // Not before: what comes until then is lost to PID 1.
  self_ = system::getpid();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
}

void Kernel::unblock() { system::set_signal_mask(given_mask_, nullptr); }

bool Kernel::ignore_children(bool is_ignored) {
  system::KernelAction previous;
  system::sigaction(SIGCHLD, {.handler = is_ignored ? SIG_IGN : SIG_DFL}, previous);
  return previous.handler == SIG_IGN;
}

void Kernel::set_up_process(Invocation& invocation) {
  invocation.is_pid1 = self_ == 1;
  const Terminal terminal;
  invocation.has_terminal = terminal.is_there();
  if (invocation.has_terminal) {
    invocation.is_session_leader = system::getsid(0) == self_;
    group_ = system::getpgid(0);
    is_foreground_ = terminal.listens_to(group_);
  }
  system::prctl(PR_SET_CHILD_SUBREAPER, 1);

  // Ignored, SIGCHLD would let children vanish with their exit codes.
  ignored_children_ = ignore_children(false);

  if (invocation.parent_death_signal == 0) return;
  const pid_t parent = system::getppid();
  system::prctl(PR_SET_PDEATHSIG, invocation.parent_death_signal);
  if (system::getppid() != parent) system::tkill(self_, invocation.parent_death_signal);
}

Event Kernel::reap() {
  for (;;) {
    int status = 0;
    const pid_t pid = system::wait_for_any(status, WNOHANG | WUNTRACED);
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
  base::KernelTime timeout;
  if (deadline != base::never) {
    const base::Nanoseconds left = deadline - after(0);
    if (left <= 0) return expired;
    timeout = {.seconds = static_cast<long>(left / base::second),
               .nanoseconds = static_cast<long>(left % base::second)};
  }
  const siginfo_t& info = last_signal_;
  const int signal =
      system::sigtimedwait(every_signal, &last_signal_, deadline == base::never ? nullptr : &timeout);
  if (signal < 0) {
    if (signal == -EINTR || signal == -EAGAIN) return {};  // the next call sees whether time is up
    system::waitid_any(last_signal_, WEXITED | WNOWAIT);   // not allowed: then this will do
    return {.kind = Event::Kind::children_changed};
  }
  if (signal == SIGCHLD && info.si_code > SI_USER) return {.kind = Event::Kind::children_changed};
  // A write of init's own raised it (SIGPIPE, SIGXFSZ): nobody sent it.
  if (info.si_code == SI_USER && info.si_pid == self_) return {};
  const bool is_sent = info.si_code <= SI_USER;
  return {.kind = Event::Kind::got,
          .is_queued = info.si_code == SI_QUEUE,
          .signal = signal,
          .pid = is_sent ? info.si_pid : 0};
}

base::Nanoseconds Kernel::after(base::Nanoseconds time) const {
  return time == base::never ? base::never : base::monotonic_time() + time;
}

int Kernel::send(const Action& action) {
  const auto kill = [&action](pid_t whom) { return system::kill(whom, action.signal); };
  if (action.target == Target::everyone) return kill(-1);
  // PROGRAM may have gone to another group, and left none behind; once reaped it has no number.
  if (action.target == Target::group) {
    const int result = kill(-program_);
    if (result != -ESRCH || !is_program_there_) return result;
  }
  // A value goes on, and with it who sent it; where the queue is full, the signal alone.
  const bool is_queued = action.is_queued && system::sigqueueinfo(program_, action.signal, last_signal_) == 0;
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
  system::kill(0, SIGTSTP);  // who shares init's group stops too, as from a Ctrl-Z of its own
  constexpr SignalSet all_but_that = every_signal & ~(SignalSet{1} << (SIGTSTP - 1));
  system::set_signal_mask(all_but_that, nullptr);
  // Here init is stopped, and goes on when somebody continues it. Where nobody would, for its
  // group is orphaned, the kernel stops nobody; then PROGRAM is not to stay stopped either.
  SignalSet pending = 0;
  system::set_signal_mask(every_signal, nullptr);
  system::sigpending(pending);
  const bool is_continued = (pending >> (SIGCONT - 1) & 1) != 0;
  if (is_continued || signal != SIGTSTP) return;
  move_terminal(group_, program_);
  system::kill(-program_, SIGCONT);
}

}  // namespace init
