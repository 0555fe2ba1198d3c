// The terminal that init was started on, and which process group it listens to.
#pragma once

#include <sys/types.h>

namespace init {

/// Init's controlling terminal: one of the standard descriptors, or /dev/tty if there is one.
struct Terminal {
  int descriptor = 0;
  pid_t foreground = -1;  // the process group that has it; -1: there is no terminal

  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
};

/// Moves the terminal from one process group to another, if the first has it. It is called
/// with SIGTTOU and SIGTTIN blocked, so that it works from the background too; that it fails
/// is no reason to end.
void move_terminal(pid_t from, pid_t to);

}  // namespace init
