// The state of a running probe, as /proc shows it, and the lines that it may have printed when a signal ended
// it.
#pragma once

#include <sys/wait.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/probe_peers.h"
#include "tests/process/support.h"

namespace test {

constexpr std::uint64_t bit_of(int signal) { return std::uint64_t{1} << (signal - 1); }

/// Returns the set of signals in a field of /proc/PID/status, such as SigCgt.
inline std::uint64_t signals_of(pid_t pid, const std::string& field) {
  const std::string digits = process::status_field(pid, field);
  return digits.empty() ? 0 : std::stoull(digits, nullptr, 16);
}

/// Whether the handlers of probe are installed. Before it becomes probe, the process has those of doctest:
/// none for ALRM.
inline bool handles_signals(pid_t pid) {
  constexpr std::uint64_t all = bit_of(SIGALRM) | bit_of(SIGTERM) | bit_of(SIGINT);
  return (signals_of(pid, "SigCgt") & all) == all;
}

/// Whether the signal is pending for the process.
inline bool is_pending(pid_t pid, int signal) {
  return ((signals_of(pid, "SigPnd") | signals_of(pid, "ShdPnd")) & bit_of(signal)) != 0;
}

/// Whether the process has ended and is a zombie.
inline bool has_ended(pid_t pid) {
  siginfo_t ended = {};
  waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT);
  return ended.si_pid == pid;
}

/// Healthy targets, and the line of each.
struct Targets {
  process::Words urls;
  process::Words lines;

  void add(const std::string& url, const std::string& what) {
    urls.push_back(url);
    lines.push_back("healthy " + url + ": " + what + "\n");
  }
};

/// Checks what probe printed if a signal arrived at any instant: a whole line for each target that it asked,
/// none twice, and the last line agrees with the exit code.
inline void check_interrupted(const std::string& printed, int exit_code, const Targets& targets,
                              const process::Words& reasons) {
  CAPTURE(printed);
  std::size_t at = 0;
  std::size_t count = 0;
  while (count < targets.lines.size() &&
         printed.compare(at, targets.lines[count].size(), targets.lines[count]) == 0)
    at += targets.lines[count++].size();
  const std::string rest = printed.substr(at);
  CHECK(exit_code == (rest.empty() ? 0 : 1));
  if (rest.empty()) {
    CHECK(count == targets.urls.size());
    return;
  }
  REQUIRE(count < targets.urls.size());
  CHECK(rest.starts_with("unhealthy " + targets.urls[count] + ": "));
  CHECK(rest.find('\n') == rest.size() - 1);
  bool is_reason = false;
  for (const std::string& reason : reasons) is_reason = is_reason || rest.ends_with(": " + reason + "\n");
  CHECK(is_reason);
}

}  // namespace test
