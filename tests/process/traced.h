// Runs a program that stops when each of its system calls begins and ends (ptrace(2)), so that a test can do
// something at each of these points.
#pragma once

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "doctest.h"
#include "tests/process/support.h"

namespace test {

/// Called in the new process, before it executes the program. Sends it a signal, and blocks it, so that it
/// stays pending until the program unblocks it.
inline void be_traced(int waiting_signal) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, waiting_signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  raise(waiting_signal);
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(99);
}

/// Whether programs can be traced here. If not, reports the test as skipped.
inline bool can_trace() {
  const pid_t child = process::is_emulated() ? -1 : fork();
  if (child == 0) _exit(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
  int status = 1;
  if (child > 0) waitpid(child, &status, 0);
  if (status != 0) process::skip("no program can be traced here");
  return status == 0;
}

/// A child process that called be_traced.
class Traced {
 public:
  /// Lets it run until the pending signal is delivered, and suppresses that.
  Traced(pid_t pid, int waiting_signal) : pid_(pid) {
    REQUIRE(waitpid(pid_, &status_, 0) == pid_);
    REQUIRE(WIFSTOPPED(status_));  // it has executed the program
    constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    REQUIRE(ptrace(PTRACE_SETOPTIONS, pid_, nullptr, options) == 0);
    REQUIRE(runs_to_stop(PTRACE_CONT, 0));
    REQUIRE(WSTOPSIG(status_) == waiting_signal);
  }

  /// Lets it run until the next system call begins or ends, and delivers its signals. Returns false if it
  /// executes another program instead, or ends.
  bool go_on() {
    for (long signal = 0; runs_to_stop(PTRACE_SYSCALL, signal); signal = WSTOPSIG(status_)) {
      if (status_ >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) return false;
      if (WSTOPSIG(status_) == (SIGTRAP | 0x80)) return true;  // PTRACE_O_TRACESYSGOOD
    }
    return false;
  }

  /// Calls go_on this often. Returns false as soon as go_on does.
  bool go_on_by(int count) {
    bool is_there = true;
    for (; is_there && count > 0; --count) is_there = go_on();
    return is_there;
  }

  /// Stops tracing it, if it has not ended.
  void release() {
    if (!has_ended_) REQUIRE(ptrace(PTRACE_DETACH, pid_, nullptr, nullptr) == 0);
  }

 private:
  /// Returns false if it has ended. The code that started it waits for it.
  bool runs_to_stop(decltype(PTRACE_CONT) how, long signal) {
    REQUIRE(ptrace(how, pid_, nullptr, signal) == 0);
    siginfo_t news = {};
    REQUIRE(waitid(P_PID, static_cast<id_t>(pid_), &news, WSTOPPED | WEXITED | WNOWAIT) == 0);
    has_ended_ = news.si_code != CLD_TRAPPED && news.si_code != CLD_STOPPED;
    if (!has_ended_) REQUIRE(waitpid(pid_, &status_, 0) == pid_);
    return !has_ended_;
  }

  pid_t pid_;
  int status_ = 0;
  bool has_ended_ = false;
};

}  // namespace test
