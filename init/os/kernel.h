// What init does to the machine, and what it has to remember about processes for that.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "base/number.h"
#include "base/os/signal_calls.h"
#include "init/events.h"
#include "init/model.h"
#include "init/options.h"

namespace init {

/// The kernel as supervise.h calls it, for the process that init is. There is one. It makes system calls;
/// events.h says what they mean.
class Kernel {
 public:
  /// Blocks every signal, so that none is lost from here on: a blocked signal stays pending even if it is
  /// ignored, and even for PID 1 (kernel/signal.c). A fault of init's own still ends it, as the kernel
  /// unblocks the signal that the fault raises.
  Kernel();

  /// Sets the signal mask that init was started with.
  void unblock();

  /// Finds out whether init is PID 1 and which terminal it has, and writes that to `invocation`. Adopts
  /// orphans (PR_SET_CHILD_SUBREAPER), and asks for the signal `parent_death_signal`.
  void set_up_process(Invocation& invocation);

  /// Starts `words` (null-terminated) in a process group of its own, with the signal mask, the dispositions
  /// and the descriptors that init was started with. Returns 0, or the error, negative, if no process could
  /// be made. If PROGRAM cannot be executed, its process writes why, and exits with 126 or 127.
  int start(const Invocation& invocation, char** words, char** environment);

  /// Reaps one child that has died, or takes notice of one that was suspended. Returns what that means:
  /// no_children or `nothing` if there is none.
  Event reap();

  /// Sleeps until a signal comes or `deadline`, a monotonic time, is over. Returns what that means; `nothing`
  /// if it has to be called again.
  Event sleep_until_signal(base::Nanoseconds deadline);

  /// The monotonic time in `time` from now; base::never if `time` is that.
  [[nodiscard]] base::Nanoseconds deadline_after(base::Nanoseconds time) const;

  /// Does what an action says.
  void act(const Action& action);

  /// Writes a line to stderr about an event and what is done about it.
  static void log_event(const Event& event, const Step& step);

  /// Gives the terminal back to init's process group, if PROGRAM's has it.
  void take_terminal();

 private:
  /// Sets whether SIGCHLD is ignored. Returns whether it was.
  static bool ignore_children(bool is_ignored);
  [[noreturn]] void become_program(const Invocation& invocation, char** words, char** environment);
  int send(const Action& action);
  void suspend_self(int signal);

  base::system::SignalSet given_mask_ = 0;
  pid_t self_ = -1;
  pid_t group_ = 0;  // init's own process group, if it has a terminal
  Program program_;
  bool is_foreground_ = false;     // the terminal listened to init's process group when init was started
  bool has_said_refusal_ = false;  // that PROGRAM may not be signalled
  bool ignored_children_ = false;  // SIGCHLD was ignored when init was started
  siginfo_t last_signal_ = {};     // what sleep_until_signal() took last
};

}  // namespace init
