// The new process on its way to PROGRAM.
#include "init/become.h"

#include <grp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/execute.h"
#include "base/number.h"
#include "base/system.h"

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

}  // namespace

void become(const Invocation& invocation, char** words, char** environment, pid_t init_pid) {
  adopt_listen_pid(environment, init_pid);
  if (invocation.uid >= 0 &&
      !switch_to(static_cast<uid_t>(invocation.uid), static_cast<gid_t>(invocation.gid))) {
    base::complain("--user", errno);
    _exit(exit_init_failed);
  }
  _exit(base::execute(words, environment));
}

}  // namespace init
