// The system calls of init, and what it remembers about processes for them.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "base/number.h"
#include "base/os/signal_calls.h"
#include "init/events.h"
#include "init/model.h"
#include "init/options.h"
#include "init/recipients.h"

namespace init {

/// The kernel as supervise.h uses it; there is one object. It makes the system calls: events.h decides what
/// their results mean, recipients.h which processes receive a signal.
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

  /// Starts PROGRAM, `arguments` (null-terminated), in a process group of its own, with the signal mask, the
  /// dispositions and the descriptors that init was started with. Returns 0, or the error, negative, if no
  /// process could be made. If PROGRAM cannot be executed, its process writes why, and exits with 126 or 127.
  int start(const Invocation& invocation, char** arguments, char** environment);

  /// Closes all descriptors but the standard ones, and leaves the directory for "/", so that init keeps no
  /// file system busy.
  static void release_files();

  /// Reaps one child that has died, or notices one that was suspended. Returns that event; `nothing` if there
  /// is no such child, no_children if there is no child at all.
  Event reap();

  /// Takes the next signal. If there is none and `may_sleep`, sleeps until one comes or `deadline`, a
  /// monotonic time, has passed. Returns that event; `nothing` if there is none, or if it has to be called
  /// again.
  Event next_signal(base::Nanoseconds deadline, bool may_sleep);

  /// Whether no process is left that init waits for. As PID 1 it waits for every other process in the
  /// namespace (everyone), else for its children in PROGRAM's process group (group).
  bool is_alone(Scope scope);

  /// Returns the monotonic time.
  static base::Nanoseconds now();

  /// Does what an action says. Returns false if it is a signal that may not be sent to PROGRAM.
  bool act(const Action& action);

  /// Writes a line to stderr about an event and what is done about it.
  static void log_event(const Event& event, const Step& step);

  /// Makes init's process group the terminal's foreground again, if PROGRAM's is.
  void take_terminal();

 private:
  /// Sets whether SIGCHLD is ignored. Returns whether it was.
  static bool ignore_children(bool is_ignored);
  [[noreturn]] void become_program(const Invocation& invocation, char** arguments, char** environment);
  bool send(const Action& action);
  bool has_child_in_group() const;
  void locate_program();
  void suspend_self(int signal);

  base::SignalSet given_mask_ = 0;
  pid_t self_ = -1;
  pid_t group_ = 0;  // init's own process group, if it has a terminal
  Program program_;
  bool gives_terminal_ = false;       // PROGRAM gets the foreground, which init's process group had
  bool has_printed_refusal_ = false;  // that PROGRAM may not be signalled
  bool ignored_children_ = false;     // SIGCHLD was ignored when init was started
  siginfo_t last_signal_ = {};        // what next_signal() took last
};

}  // namespace init
