// How PROGRAM is started: the new process until it becomes PROGRAM, and what init does then.
#include "base/os/execute.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/text.h"
#include "init/environment.h"
#include "init/os/kernel.h"
#include "init/os/terminal.h"

namespace init {

namespace system = base::system;

namespace {

/// Gives the standard descriptors to a user, so that PROGRAM can open /dev/stdout. As runc does, it leaves
/// the group and /dev/null as they are, and a failure changes nothing.
void give_standard_descriptors(uid_t user) {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    system::FileStatus file = {};
    system::status_of(descriptor, file);
    if (!S_ISCHR(file.mode) || !is_null_device(file.device_major, file.device_minor))
      system::change_owner(descriptor, user);
  }
}

/// Switches to a user and a group, and drops all other groups, unless the process has that user and group
/// already, as on a platform that chooses users itself. Returns 0 or the error, negative.
int switch_to(uid_t user, gid_t group) {
  if (system::geteuid() == user && system::getegid() == group) return 0;
  give_standard_descriptors(user);
  int result = system::drop_other_groups();
  if (result == 0) result = system::set_group(group);
  if (result == 0) result = system::set_user(user);
  return result;
}

/// Makes the variables that name init name this process. Their text is written to `storage`, which has to
/// live as long as the environment.
void rename_process(char** environment, pid_t init, base::Text& storage) {
  char** kept = environment;
  for (; *environment != nullptr; ++environment) {
    if (is_process_descriptor(*environment)) continue;
    *kept++ = names_process(*environment, init) ? put_process(storage, *environment, system::getpid())
                                                : *environment;
  }
  *kept = nullptr;
}

}  // namespace

/// What the new process does between vfork and exec. It shares init's memory, so it needs a stack frame of
/// its own (in start()'s it would change start()'s variables). Of what init still uses, it changes only the
/// environment.
[[gnu::noinline]] void Kernel::become_program(const Invocation& invocation, char** arguments,
                                              char** environment) {
  system::setpgid(0, 0);
  if (gives_terminal_) Terminal().set_foreground(system::getpid());
  if (ignored_children_) ignore_children(true);
  base::TextOf<64> entries;
  rename_process(environment, self_, entries);
  int result = 0;
  if (invocation.uid >= 0)
    result = switch_to(static_cast<uid_t>(invocation.uid), static_cast<gid_t>(invocation.gid));
  if (result != 0) base::print_error(user_failure(result), result);
  base::exit_process(result != 0 ? exit_init_failed : base::execute(arguments, environment, &given_mask_));
}

int Kernel::start(const Invocation& invocation, char** arguments, char** environment) {
  // vfork copies nothing, and init goes on when PROGRAM has its process group and is executed, or has failed.
  const auto child = static_cast<pid_t>(base::vfork_process());
  if (child == 0) become_program(invocation, arguments, environment);
  if (child < 0) return child;
  program_.pid = child;
  system::setpgid(child, child);  // in both processes, so that the group is there whichever is first
  return 0;
}

void Kernel::release_files() {
  if (system::close_range(3, ~0U) != 0) {
    constexpr int limit = 1 << 16;  // before Linux 5.9: one by one, up to a number that takes no time
    for (int descriptor = 3; descriptor < limit; ++descriptor) system::close(descriptor);
  }
  system::chdir("/");
}

}  // namespace init
