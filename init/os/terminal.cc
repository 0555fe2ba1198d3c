// The terminal that init was started on.
#include "init/os/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/os/file_calls.h"

namespace init {

namespace system = base::system;

Terminal::Terminal() {
  while (descriptor_ >= 0 && system::ioctl(descriptor_, TIOCGPGRP, &foreground_) != 0) {
    if (descriptor_ > STDERR_FILENO) return;
    if (++descriptor_ > STDERR_FILENO) descriptor_ = base::open_file("/dev/tty", O_RDWR);
  }
}

Terminal::~Terminal() {
  if (descriptor_ > STDERR_FILENO) system::close(descriptor_);
}

bool Terminal::listens_to(pid_t group) const {
  if (foreground_ != group) return false;
  // Any group outside of init's PID namespace is 0 here, so that the two may differ after all.
  // Who reads in the background is refused, be it no byte (EIO).
  return group != 0 || system::read(descriptor_, nullptr, 0) == 0;
}

void Terminal::give_to(pid_t group) const { system::ioctl(descriptor_, TIOCSPGRP, &group); }

void move_terminal(pid_t from, pid_t to) {
  const Terminal terminal;
  if (terminal.listens_to(from)) terminal.give_to(to);
}

}  // namespace init
