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

using base::SignalSet;

namespace system = base::system;

namespace {

constexpr SignalSet every_signal = ~SignalSet{0};

}  // namespace

Kernel::Kernel() {
  system::set_signal_mask(every_signal, &given_mask_);
  // Not an initializer, because those run first: PID 1 loses the signals that come before the mask is set.
  self_ = system::getpid();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
}

void Kernel::unblock() { system::set_signal_mask(given_mask_, nullptr); }

bool Kernel::ignore_children(bool is_ignored) {
  system::KernelAction previous;
  system::sigaction(SIGCHLD, {.handler = is_ignored ? SIG_IGN : SIG_DFL}, &previous);
  return previous.handler == SIG_IGN;
}

void Kernel::set_up_process(Invocation& invocation) {
  invocation.is_pid1 = self_ == 1;
  const Terminal terminal;
  invocation.is_session_leader = system::getsid(0) == self_;
  invocation.has_terminal = terminal.is_there();
  invocation.is_stdin_terminal = terminal.is_stdin();
  if (invocation.has_terminal) {
    group_ = system::getpgid(0);
    gives_terminal_ = terminal.is_stdin() && terminal.is_foreground(group_);
  }
  system::prctl(PR_SET_CHILD_SUBREAPER, 1);

  // If SIGCHLD is ignored, the kernel reaps children itself, and their exit codes are lost.
  ignored_children_ = ignore_children(false);

  if (invocation.parent_death_signal == 0) return;
  const pid_t parent = system::getppid();
  system::prctl(PR_SET_PDEATHSIG, invocation.parent_death_signal);
  // The parent may have died before the kernel knew that init asks for the signal.
  if (system::getppid() != parent) system::tkill(self_, invocation.parent_death_signal);
}

Event Kernel::reap() {
  int status = 0;
  const pid_t result = system::wait_for_any(status, WNOHANG | WUNTRACED);
  Event event = event_of_child(result, status, program_);
  if (event.kind == Event::Kind::suspended) event.is_foreground = Terminal().is_foreground(group_);
  return event;
}

Event Kernel::next_signal(base::Nanoseconds deadline, bool may_sleep) {
  base::KernelTime timeout;
  if (deadline != base::never) {
    const base::Nanoseconds left = time_left(deadline, base::monotonic_time());
    if (left == 0) return expired;
    if (may_sleep) timeout = base::kernel_time(left);
  }
  const bool is_limited = deadline != base::never || !may_sleep;
  const int result = system::sigtimedwait(every_signal, &last_signal_, is_limited ? &timeout : nullptr);
  const Wait wait = judge_wait(result);
  if (wait == Wait::got_signal) return event_of_signal(last_signal_, self_);
  if (wait == Wait::ended_early) return nothing_happened;
  if (may_sleep) system::waitid(P_ALL, 0, WEXITED | WNOWAIT);
  return children_changed;
}

base::Nanoseconds Kernel::now() { return base::monotonic_time(); }

bool Kernel::has_child_in_group() const {
  return system::waitid(P_PGID, program_.pid, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool Kernel::is_alone(Scope scope) {
  return scope == Scope::everyone ? system::kill(-1, 0) != 0 : !has_child_in_group();
}

/// Finds out which numbers of PROGRAM's can be signalled.
void Kernel::locate_program() {
  program_.has_left_group = has_left_group(program_, system::getpgid(program_.pid));
  program_.is_group_gone = program_.is_reaped && !has_child_in_group();
}

/// Sends an action's signal. Returns false if PROGRAM may not be signalled: it runs as another user. If a
/// signal goes to more than one process, kill(2) does not say that of one of them.
bool Kernel::send(const Action& action) {
  if (action.scope == Scope::group) locate_program();
  int result = 0;
  for (const int recipient : recipients_of(action.scope, program_)) {
    // If the queue is full, the signal is sent without its value.
    const bool is_queued =
        can_queue(action, recipient) && system::sigqueueinfo(recipient, action.signal, last_signal_) == 0;
    if (!is_queued) result = system::kill(recipient, action.signal);
  }
  if (action.scope != Scope::program && program_.is_there()) result = system::kill(program_.pid, 0);
  return result != -EPERM;
}

bool Kernel::act(const Action& action) {
  bool is_permitted = true;
  switch (action.kind) {
    case Action::Kind::send:
      is_permitted = send(action);
      if (!is_permitted && !has_printed_refusal_) base::print_error("may not signal PROGRAM", -EPERM);
      has_printed_refusal_ |= !is_permitted;
      break;
    case Action::Kind::give_terminal: move_terminal(group_, program_.pid); break;
    case Action::Kind::suspend_self: suspend_self(action.signal); break;
  }
  return is_permitted;
}

void Kernel::log_event(const Event& event, const Step& step) {
  base::Line line;
  describe(line, event, step);
  base::print_line(line);
}

void Kernel::take_terminal() { move_terminal(program_.pid, group_); }

void Kernel::suspend_self(int signal) {
  take_terminal();
  system::kill(0, SIGTSTP);  // to all of init's process group, as a Ctrl-Z of its own would
  constexpr SignalSet all_but_that = every_signal & ~bit_of(SIGTSTP);
  system::set_signal_mask(all_but_that, nullptr);
  // Here init is suspended until a process continues it.
  system::set_signal_mask(every_signal, nullptr);
  SignalSet pending = 0;
  system::sigpending(pending);
  if (!is_continued_after_suspension(signal, pending)) return;
  move_terminal(group_, program_.pid);
  system::kill(-program_.pid, SIGCONT);
}

}  // namespace init
