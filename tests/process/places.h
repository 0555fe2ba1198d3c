// Places for the real probe to be in: mounts and a network of its own, which end with it. All
// of this is called in the child that becomes probe, and ends it where it is not allowed.
#pragma once

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>

#include "tests/process/support.h"

namespace test {

inline constexpr int not_allowed = 77;

inline void must(bool is_done) {
  if (!is_done) _exit(not_allowed);
}

/// Leaves for mounts of this process alone and, if wanted, a network that has nothing but loopback.
inline void enter_place(bool has_network = false) {
  const std::string user = "0 " + std::to_string(geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(getegid()) + " 1";
  const bool is_root = process::is_root();
  const int namespaces = CLONE_NEWNS | (has_network ? CLONE_NEWNET : 0) | (is_root ? 0 : CLONE_NEWUSER);
  must(unshare(namespaces) == 0);
  if (!is_root) {  // or it could make no files
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << user;
    std::ofstream("/proc/self/gid_map") << group;
  }
  must(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  if (!has_network) return;
  ifreq loopback = {};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  must(ioctl(any, SIOCSIFFLAGS, &loopback) == 0);
  close(any);
}

/// Puts a file in place of one of the machine's.
inline void put_in_place(const std::string& file, const std::string& path) {
  must(mount(file.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0);
}

/// Whether such a place can be made here. Says so, aloud, where not.
inline bool can_enter_place(bool has_network = false) {
  const pid_t child = fork();
  if (child == 0) {
    enter_place(has_network);
    must(mount("none", "/etc", "tmpfs", 0, nullptr) == 0);
    must((std::ofstream("/etc/hosts") << "x").flush().good());
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) process::skip("no process can have mounts and a network of its own here");
  return status == 0;
}

}  // namespace test
