// The system calls on processes, users and memory, and the clocks. Each returns what its man page says or, if
// it failed, the error, negative.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <csignal>
#include <cstddef>
#include <cstdint>

#include "base/os/system_call.h"

namespace base {

/// Makes a process that shares this one's memory, and waits until the new process has executed a program or
/// ended, as vfork(2). It calls clone(2), because not every architecture has vfork, and seccomp profiles may
/// not allow it. Returns 0 in the new process, whose caller must not return, and the new process's id or
/// the error, negative, in this one. It has no wrapper, because a function that calls it must not return in
/// the new process.
extern "C" [[gnu::returns_twice]] long vfork_process();

/// exit_group(2): ends the process at once. Nothing is flushed and no destructor runs.
[[noreturn]] inline void exit_process(int exit_code) {
  for (;;) detail::call(SYS_exit_group, exit_code);
}

namespace system {

// On the 32-bit architectures, the plain names mean 16-bit user ids, and musl calls the clock whose struct
// timespec is KernelTime by another name.
#ifdef SYS_setresuid32
inline constexpr long number_of_geteuid = SYS_geteuid32;
inline constexpr long number_of_getegid = SYS_getegid32;
inline constexpr long number_of_setresuid = SYS_setresuid32;
inline constexpr long number_of_setresgid = SYS_setresgid32;
inline constexpr long number_of_setgroups = SYS_setgroups32;
#else
inline constexpr long number_of_geteuid = SYS_geteuid;
inline constexpr long number_of_getegid = SYS_getegid;
inline constexpr long number_of_setresuid = SYS_setresuid;
inline constexpr long number_of_setresgid = SYS_setresgid;
inline constexpr long number_of_setgroups = SYS_setgroups;
#endif
#ifdef SYS_clock_gettime32
inline constexpr long number_of_clock_gettime = SYS_clock_gettime32;
#else
inline constexpr long number_of_clock_gettime = SYS_clock_gettime;
#endif

/// execve(2). Returns only the error.
inline int execve(const char* path, char** arguments, char** environment) {
  return static_cast<int>(detail::call(SYS_execve, path, arguments, environment));
}

/// getpid(2).
inline pid_t getpid() { return static_cast<pid_t>(detail::call(SYS_getpid)); }

/// getppid(2): 0 if the parent is in another PID namespace.
inline pid_t getppid() { return static_cast<pid_t>(detail::call(SYS_getppid)); }

/// getsid(2): the session of a process, or of the caller (0).
inline pid_t getsid(pid_t process) { return static_cast<pid_t>(detail::call(SYS_getsid, process)); }

/// getpgid(2): the process group of a process, or of the caller (0).
inline pid_t getpgid(pid_t process) { return static_cast<pid_t>(detail::call(SYS_getpgid, process)); }

/// setpgid(2): moves a process, or the caller (0), to a process group, or to a new one of its own (0).
inline int setpgid(pid_t process, pid_t group) {
  return static_cast<int>(detail::call(SYS_setpgid, process, group));
}

/// prctl(2), for options that take one number.
inline int prctl(int option, long value) { return static_cast<int>(detail::call(SYS_prctl, option, value)); }

/// wait4(2) for any child, without its use of resources. Returns its id; 0 if WNOHANG is among the options
/// and no child has changed.
inline pid_t wait_for_any(int& status, int options) {
  constexpr const void* no_usage = nullptr;
  return static_cast<pid_t>(detail::call(SYS_wait4, -1, &status, options, no_usage));
}

/// waitid(2) for the children that `kind` (P_*) and `id` name. It does not say which one was found.
inline int waitid(int kind, pid_t id, int options) {
  constexpr siginfo_t* no_details = nullptr;
  constexpr const void* no_usage = nullptr;
  return static_cast<int>(detail::call(SYS_waitid, kind, id, no_details, options, no_usage));
}

/// pidfd_open(2), since Linux 5.3. Returns a descriptor that can be read once the process has ended.
inline int pidfd_open(pid_t process) { return static_cast<int>(detail::call(SYS_pidfd_open, process, 0)); }

/// geteuid(2).
inline uid_t geteuid() { return static_cast<uid_t>(detail::call(number_of_geteuid)); }

/// getegid(2).
inline gid_t getegid() { return static_cast<gid_t>(detail::call(number_of_getegid)); }

/// setresuid(2), for all three at once. Unlike libc's, it changes the calling thread only.
inline int set_user(uid_t user) {
  return static_cast<int>(detail::call(number_of_setresuid, user, user, user));
}

/// setresgid(2), for all three at once. Unlike libc's, it changes the calling thread only.
inline int set_group(gid_t group) {
  return static_cast<int>(detail::call(number_of_setresgid, group, group, group));
}

/// setgroups(2), to no groups at all. Unlike libc's, it changes the calling thread only.
inline int drop_other_groups() {
  constexpr const gid_t* none = nullptr;
  return static_cast<int>(detail::call(number_of_setgroups, 0, none));
}

/// brk(2). Returns the new end of the memory after the program: `end` or, if that is not possible, the old
/// one. `end` 0 only returns the old one.
inline std::uintptr_t brk(std::uintptr_t end) {
  return static_cast<std::uintptr_t>(detail::call(SYS_brk, end));
}

/// clock_gettime(2), of CLOCK_*.
inline int clock_gettime(int clock, KernelTime& time) {
  return static_cast<int>(detail::call(number_of_clock_gettime, clock, &time));
}

/// setitimer(2) of ITIMER_REAL: sends an ALRM in `first`, and then every `interval`. 0 means never.
inline int set_alarm(const KernelTimeval& first, const KernelTimeval& interval) {
  const KernelTimeval times[] = {interval, first};
  constexpr int real_time = 0;  // ITIMER_REAL
  constexpr void* no_previous = nullptr;
  return static_cast<int>(detail::call(SYS_setitimer, real_time, times, no_previous));
}

/// getrandom(2). Returns the count of bytes. `flags` are GRND_*.
inline long getrandom(void* bytes, std::size_t size, unsigned flags) {
  return detail::call(SYS_getrandom, bytes, size, flags);
}

}  // namespace system
}  // namespace base
