// The terminal that init was started on.
#include "init/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/system.h"

namespace init {

Terminal::Terminal() {
  while (syscall(SYS_ioctl, descriptor, TIOCGPGRP, &foreground) != 0) {
    if (descriptor > STDERR_FILENO || descriptor < 0) return;
    if (++descriptor > STDERR_FILENO) descriptor = base::open_file("/dev/tty", O_RDWR);
  }
}

Terminal::~Terminal() {
  if (descriptor > STDERR_FILENO) syscall(SYS_close, descriptor);
}

void move_terminal(pid_t from, pid_t to) {
  const Terminal terminal;
  if (terminal.foreground != from) return;
  // Any group outside of init's PID namespace is 0 here, and so the two may differ after all.
  // Who reads in the background is refused, be it no byte (tty_ioctl(4): EIO).
  if (from == 0 && syscall(SYS_read, terminal.descriptor, nullptr, 0) != 0) return;
  syscall(SYS_ioctl, terminal.descriptor, TIOCSPGRP, &to);
}

}  // namespace init
