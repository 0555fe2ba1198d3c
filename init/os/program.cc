// From init to PROGRAM: the process that becomes it, and what init keeps of its own start.
#include "base/cursor.h"
#include "base/number.h"
#include "base/os/execute.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "init/os/kernel.h"
#include "init/os/terminal.h"

namespace init {

namespace system = base::system;

namespace {

/// Becomes the user, unless it is that user already, as on a platform that
/// chooses users itself. Returns 0 or the error, negative.
int switch_to(uid_t user, gid_t group) {
  if (system::geteuid() == user && system::getegid() == group) return 0;
  int result = system::drop_other_groups();
  if (result == 0) result = system::set_group(group);
  if (result == 0) result = system::set_user(user);
  return result;
}

/// Names the new process where the environment names init (sd_listen_fds(3)).
/// `entry` is to stay.
void adopt_listen_pid(char** environment, pid_t init_pid, char (&entry)[32]) {
  for (; *environment != nullptr; ++environment) {
    const char* at = *environment;
    if (!base::take(at, "LISTEN_PID=") || base::take_number(at, 1 << 30) != init_pid) continue;
    base::Text text(entry, sizeof entry);
    (text << "LISTEN_PID=" << system::getpid()).put('\0');
    *environment = entry;
  }
}

}  // namespace

/// What is between vfork and exec, in a frame of its own: what a new process does in its parent's would be
/// done to the parent's variables. Of the memory that it shares with init it writes to nothing that init
/// still reads: the environment.
[[gnu::noinline]] void Kernel::become_program(const Invocation& invocation, char** words,
                                              char** environment) {
  system::setpgid(0, 0);
  if (is_foreground_) Terminal().give_to(system::getpid());
  if (ignored_children_) ignore_children(true);
  unblock();
  char listen_pid[32];
  adopt_listen_pid(environment, self_, listen_pid);
  int result = 0;
  if (invocation.uid >= 0)
    result = switch_to(static_cast<uid_t>(invocation.uid), static_cast<gid_t>(invocation.gid));
  if (result != 0) base::print_error("--user", -result);
  base::exit_process(result != 0 ? exit_init_failed : base::execute(words, environment));
}

int Kernel::start(const Invocation& invocation, char** words, char** environment) {
  // vfork: nothing of init is copied, and where it is more than fork's other name,
  // PROGRAM has its group, or has failed, before init goes on.
  const auto child = static_cast<pid_t>(base::vfork_process());
  if (child == 0) become_program(invocation, words, environment);
  if (child < 0) return -child;
  program_ = child;
  system::setpgid(child, child);  // from both sides: a signal to the group finds it at any instant
  if (system::close_range(3, ~0U) != 0) {
    constexpr int limit = 1 << 16;  // a kernel before 5.9: one by one, and not for ever
    for (int descriptor = 3; descriptor < limit; ++descriptor) system::close(descriptor);
  }
  system::chdir("/");
  return 0;
}

}  // namespace init
