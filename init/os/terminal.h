// The terminal that init was started on, and its foreground process group (tcsetpgrp(3)).
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
  [[nodiscard]] bool is_stdin() const { return is_there() && descriptor_ == 0; }
  /// Whether a process group, the caller's own or one in init's PID namespace, is the foreground.
  [[nodiscard]] bool is_foreground(pid_t group) const;
  /// Makes a process group the foreground, even if init is in the background. If that fails, PROGRAM runs in
  /// the background.
  void set_foreground(pid_t group) const;

 private:
  int descriptor_ = 0;
  pid_t foreground_ = -1;  // the foreground process group; -1: there is no terminal
};

/// Makes the process group `to` the foreground, if `from` is.
void move_terminal(pid_t from, pid_t to);

}  // namespace init
