// The terminal that init was started on, and which process group it listens to.
#pragma once

#include <sys/types.h>

namespace init {

/// Init's controlling terminal: one of the standard descriptors, or /dev/tty if there is one.
/// SIGTTIN and SIGTTOU have to be blocked.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] bool is_there() const { return foreground_ >= 0; }
  /// Whether it listens to a process group, which is the caller's own or one in init's PID namespace.
  [[nodiscard]] bool listens_to(pid_t group) const;
  /// Makes it listen to a process group, also from the background. If that fails, PROGRAM runs in the
  /// background.
  void give_to(pid_t group) const;

 private:
  int descriptor_ = 0;
  pid_t foreground_ = -1;  // the process group that it listens to
};

/// Moves the terminal from one process group to another, if the first has it.
void move_terminal(pid_t from, pid_t to);

}  // namespace init
