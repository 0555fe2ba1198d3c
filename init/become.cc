// The new process on its way to PROGRAM.
#include "init/become.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/number.h"
#include "base/system.h"
#include "init/start.h"

namespace init {
namespace {

// The plain names mean 16-bit ids on the 32-bit architectures. (A libc's setuid
// would signal every thread there is, and make no sense in a vforked child.)
#ifdef SYS_setresuid32
constexpr long set_users = SYS_setresuid32;
constexpr long set_groups_of_user = SYS_setresgid32;
constexpr long set_other_groups = SYS_setgroups32;
#else
constexpr long set_users = SYS_setresuid;
constexpr long set_groups_of_user = SYS_setresgid;
constexpr long set_other_groups = SYS_setgroups;
#endif

/// Becomes the user, unless it is that user already, as on a platform that
/// chooses users itself. Returns whether it is.
bool switch_to(uid_t uid, gid_t gid) {
  if (geteuid() == uid && getegid() == gid) return true;
  return syscall(set_other_groups, 0, nullptr) == 0 && syscall(set_groups_of_user, gid, gid, gid) == 0 &&
         syscall(set_users, uid, uid, uid) == 0;
}

/// Names the new process where the environment names init (sd_listen_fds(3)).
void adopt_listen_pid(char** environment, pid_t init_pid) {
  static char entry[32];
  for (; *environment != nullptr; ++environment) {
    const char* at = *environment;
    if (!base::take(at, "LISTEN_PID=") || base::take_number(at, 1 << 30) != init_pid) continue;
    (base::Text(entry, sizeof entry) << "LISTEN_PID=" << getpid()).put('\0');
    *environment = entry;
  }
}

[[noreturn]] void fail(const char* what, int error, int exit_code) {
  base::complain("init", what, error);
  _exit(exit_code);
}

/// Says why `path` did not run, and ends.
[[noreturn]] void refuse(const char* path, int error) {
  static char head[256];
  const bool is_directory = base::open_file(path, O_PATH | O_DIRECTORY) >= 0;
  syscall(SYS_read, base::open_file(path, O_RDONLY | O_NONBLOCK), head, sizeof head - 1);
  base::Text& line = base::start_line("init");
  const int exit_code = explain(line, {path, error, access(path, F_OK) == 0, is_directory, head});
  base::say(line);
  _exit(exit_code);
}

/// Executes the first file of PROGRAM's name in PATH that can be, as execvp(3)
/// does: what may not be executed is passed over, and named if nothing else is there.
[[noreturn]] void run_from_path(char** words, char** environment) {
  static char files[2][4096];
  static constexpr char variable[] = "PATH";
  const char* path = base::find_variable(environment, variable, variable + 4);
  if (path == nullptr) path = default_path;
  const char* denied = nullptr;
  for (bool is_more = true; is_more;) {
    char* const file = files[denied == nullptr ? 0 : 1];
    base::Text text(file, sizeof files[0]);
    is_more = next_candidate(path, words[0], text);
    if (text.is_full()) continue;
    execve(file, words, environment);
    const int error = errno;
    if (access(file, F_OK) != 0) continue;
    if (error != EACCES) refuse(file, error);
    if (denied == nullptr) denied = file;
  }
  if (denied != nullptr) refuse(denied, EACCES);
  fail(words[0], ENOENT, exit_not_found);
}

}  // namespace

void become(const Invocation& invocation, char** words, char** environment, pid_t init_pid) {
  adopt_listen_pid(environment, init_pid);
  if (invocation.uid >= 0 &&
      !switch_to(static_cast<uid_t>(invocation.uid), static_cast<gid_t>(invocation.gid)))
    fail("--user", errno, exit_init_failed);
  if (*words[0] != '\0' && *base::find(words[0], '/') == '\0') run_from_path(words, environment);
  execve(words[0], words, environment);
  refuse(words[0], errno);
}

}  // namespace init
