// The new process on its way to PROGRAM.
#include "init/become.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/execute.h"
#include "base/number.h"
#include "base/system.h"
#include "base/system_call.h"

namespace init {

using base::system_call;

namespace {

// The plain names mean 16-bit ids on the 32-bit architectures. (A libc's setuid
// would signal every thread there is, and make no sense in a vforked child.)
#ifdef SYS_setresuid32
constexpr long get_user = SYS_geteuid32;
constexpr long get_group = SYS_getegid32;
constexpr long set_users = SYS_setresuid32;
constexpr long set_groups_of_user = SYS_setresgid32;
constexpr long set_other_groups = SYS_setgroups32;
#else
constexpr long get_user = SYS_geteuid;
constexpr long get_group = SYS_getegid;
constexpr long set_users = SYS_setresuid;
constexpr long set_groups_of_user = SYS_setresgid;
constexpr long set_other_groups = SYS_setgroups;
#endif

/// Becomes the user, unless it is that user already, as on a platform that
/// chooses users itself. Returns 0 or the error, negative.
long switch_to(uid_t uid, gid_t gid) {
  if (static_cast<uid_t>(system_call(get_user)) == uid && static_cast<gid_t>(system_call(get_group)) == gid)
    return 0;
  long result = system_call(set_other_groups, 0L, nullptr);
  if (result == 0) result = system_call(set_groups_of_user, gid, gid, gid);
  if (result == 0) result = system_call(set_users, uid, uid, uid);
  return result;
}

/// Names the new process where the environment names init (sd_listen_fds(3)).
/// `entry` is to stay.
void adopt_listen_pid(char** environment, pid_t init_pid, char (&entry)[32]) {
  for (; *environment != nullptr; ++environment) {
    const char* at = *environment;
    if (!base::take(at, "LISTEN_PID=") || base::take_number(at, 1 << 30) != init_pid) continue;
    base::Text text(entry, sizeof entry);
    (text << "LISTEN_PID=" << std::int64_t{system_call(SYS_getpid)}).put('\0');
    *environment = entry;
  }
}

}  // namespace

void become(const Invocation& invocation, char** words, char** environment, pid_t init_pid) {
  char listen_pid[32];
  adopt_listen_pid(environment, init_pid, listen_pid);
  long result = 0;
  if (invocation.uid >= 0)
    result = switch_to(static_cast<uid_t>(invocation.uid), static_cast<gid_t>(invocation.gid));
  if (result != 0) base::complain("--user", static_cast<int>(-result));
  base::leave(result != 0 ? exit_init_failed : base::execute(words, environment));
}

}  // namespace init
