// The terminal that init was started on.
#include "init/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/system.h"

namespace init {

Terminal::Terminal() {
  while (syscall(SYS_ioctl, descriptor_, TIOCGPGRP, &foreground_) != 0) {
    if (descriptor_ > STDERR_FILENO || descriptor_ < 0) return;
    if (++descriptor_ > STDERR_FILENO) descriptor_ = base::open_file("/dev/tty", O_RDWR);
  }
}

Terminal::~Terminal() {
  if (descriptor_ > STDERR_FILENO) syscall(SYS_close, descriptor_);
}

bool Terminal::listens_to(pid_t group) const {
  if (foreground_ != group) return false;
  // Any group outside of init's PID namespace is 0 here, so that the two may differ after all.
  // Who reads in the background is refused, be it no byte (EIO).
  return group != 0 || syscall(SYS_read, descriptor_, nullptr, 0) == 0;
}

void Terminal::give_to(pid_t group) const { syscall(SYS_ioctl, descriptor_, TIOCSPGRP, &group); }

void move_terminal(pid_t from, pid_t to) {
  const Terminal terminal;
  if (terminal.listens_to(from)) terminal.give_to(to);
}

}  // namespace init
