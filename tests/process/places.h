// Gives a probe its own mounts and its own network, which end with it. These functions are called in the
// child process that will execute probe. They end it if they are not permitted.
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

/// Gives this process its own mounts and, optionally, a network with only loopback.
inline void enter_place(bool has_network = false) {
  const std::string user = "0 " + std::to_string(geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(getegid()) + " 1";
  const bool is_root = process::is_root();
  const int namespaces = CLONE_NEWNS | (has_network ? CLONE_NEWNET : 0) | (is_root ? 0 : CLONE_NEWUSER);
  must(unshare(namespaces) == 0);
  if (!is_root) {  // without this, it could not make files
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

/// Replaces a file of the machine with another one, for this process only.
inline void put_in_place(const std::string& file, const std::string& path) {
  must(mount(file.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0);
}

/// Whether mounts and networks can be made here. If not, reports the test as skipped.
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
