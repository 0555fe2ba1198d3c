#include "init/os/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/os/file_calls.h"
#include "init/events.h"

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

bool Terminal::is_foreground(pid_t group) const {
  const Foreground answer = judge_foreground(foreground_, group);
  if (answer != Foreground::unknown) return answer == Foreground::yes;
  // Only a process in the foreground may read, even if it asks for no byte: others get EIO.
  return system::read(descriptor_, nullptr, 0) == 0;
}

void Terminal::set_foreground(pid_t group) const { system::ioctl(descriptor_, TIOCSPGRP, &group); }

void move_terminal(pid_t from, pid_t to) {
  const Terminal terminal;
  if (terminal.is_foreground(from)) terminal.set_foreground(to);
}

}  // namespace init
