// Makes the kernel refuse a system call, as container engines and old kernels do.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>

#include "tests/process/support.h"

namespace process {

/// From now on, the kernel answers a system call of this process and of its children with an action of
/// seccomp(2).
inline void act_on(int call, unsigned action) {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {.len = std::size(rules), .filter = rules};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(77);
}

/// The call fails with `error`.
inline void deny(int call, int error) { act_on(call, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)); }

/// The call kills the process.
inline void forbid(int call) { act_on(call, SECCOMP_RET_KILL_PROCESS); }

inline bool can_deny() {
  if (is_shipped_build()) return true;  // a sanitizer or an emulator makes system calls of its own
  skip("it is the static binary's promise");
  return false;
}

}  // namespace process
