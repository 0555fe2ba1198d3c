// Everything that init can do to the machine. One Kernel stands for the one
// process that calls it.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "base/number.h"
#include "base/os/signal_calls.h"
#include "init/model.h"
#include "init/options.h"

namespace init {

class Kernel {
 public:
  /// Blocks every signal, so that from here on none is lost: a blocked signal is
  /// queued even where it is ignored, and even for PID 1 (kernel/signal.c). A
  /// fault of init's own still ends it: the kernel lifts the block for those.
  Kernel();

  /// Gives back the signal mask that init was given.
  void unblock();

  /// Learns where init stands, adopts orphans, and asks for `parent_death_signal`.
  void set_up_process(Invocation& invocation);

  /// Starts `words` (null-terminated) with the signal mask, dispositions and
  /// descriptors that init was given, in a process group of its own. Returns 0, or
  /// the error (errno(3)) where no process could be made. A PROGRAM that cannot be
  /// executed says so itself and ends with 126 or 127.
  int start(const Invocation& invocation, char** words, char** environment);

  /// Reaps one child: its death, PROGRAM's stop, `alone`, or `nothing`.
  Event reap();

  /// Sleeps until a signal comes or `deadline` (absolute) is over. It returns
  /// `nothing` where it was woken for no reason.
  Event sleep_until_signal(base::Nanoseconds deadline);

  /// The monotonic time that comes `time` from now; never, if that is base::never.
  [[nodiscard]] base::Nanoseconds after(base::Nanoseconds time) const;

  /// Does what an action says.
  void act(const Action& action);

  /// Says what happened and what is done about it, where that is worth a line.
  void log_event(const Settings& settings, const Event& event, const Step& step);

  /// Takes the terminal back, if PROGRAM's group has it.
  void take_terminal();

 private:
  /// Has SIGCHLD ignored or not. Returns whether it was.
  static bool ignore_children(bool is_ignored);
  [[noreturn]] void become_program(const Invocation& invocation, char** words, char** environment);
  int send(const Action& action);
  void stop_self(int signal);

  base::system::SignalSet given_mask_ = 0;
  pid_t self_ = -1;
  pid_t group_ = 0;  // init's own process group, where it has a terminal
  pid_t program_ = -1;
  bool is_foreground_ = false;    // the terminal listens to init's group when PROGRAM is started
  bool is_program_there_ = true;  // it was not reaped
  bool has_noted_refusal_ = false;
  bool ignored_children_ = false;  // SIGCHLD was ignored when init was started
  siginfo_t last_signal_ = {};     // that wait() took
};

}  // namespace init
