// System calls that fail: a program is traced (ptrace(2)), and one of its system calls, or each of a kind
// from there on, does nothing and gets an error. Only for amd64: each processor keeps the number and the
// result of a call in registers of its own.
#pragma once

#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/support.h"

namespace test {

/// What is to fail.
struct Fault {
  long call = -1;           // its number; -1: none fails
  int index = 0;            // of the first that may: so many others of the program's were before it
  int error = 0;            // errno
  bool is_lasting = false;  // so does every later one of its number
};

/// The last line of what a program said, with its end if it has one.
inline std::string last_line(const std::string& text) {
  const std::size_t end = text.size() < 2 ? std::string::npos : text.rfind('\n', text.size() - 2);
  return text.substr(end == std::string::npos ? 0 : end + 1);
}

/// Called in the new process, before it becomes the program.
inline void be_faulted() {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(99);
}

/// A child that called be_faulted. A process that it makes counts as the program up to where it becomes
/// another program, and is left alone from there on.
class Faulted {
 public:
  enum class State { rests, ended, spins };

  Faulted(pid_t pid, Fault fault) : pid_(pid), fault_(fault) {
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    REQUIRE(WIFSTOPPED(status));  // it has become the program
    constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEVFORK |
                             PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    REQUIRE(ptrace(PTRACE_SETOPTIONS, pid_, nullptr, options) == 0);
    go_on(pid_, 0);
  }

  /// Lets it run until it has ended, sleeps, or has made so many system calls that it will make them forever.
  State run(std::size_t too_many) {
    while (calls.size() < too_many) {
      siginfo_t news = look();
      if (news.si_pid == 0 && is_asleep()) {
        news = look();  // it may have been stopped meanwhile, which is not a sleep
        if (news.si_pid == 0) return State::rests;
      }
      if (news.si_pid == 0) {
        sched_yield();
        continue;
      }
      const bool has_ended = news.si_code != CLD_TRAPPED && news.si_code != CLD_STOPPED;
      if (has_ended && news.si_pid == pid_) return State::ended;  // its parent waits for it
      int status = 0;
      REQUIRE(waitpid(news.si_pid, &status, __WALL) == news.si_pid);
      if (has_ended) has_made_ = false;
      if (!has_ended) handle_stop(news.si_pid, status);
    }
    return State::spins;
  }

  /// The numbers of the system calls that it has made.
  std::vector<long> calls;
  /// The other program that the process became; 0: none.
  pid_t other = 0;
  /// The number of the call that failed; -1: none has.
  long failed = -1;

 private:
  /// What there is to wait for; nothing is taken.
  static siginfo_t look() {
    siginfo_t news = {};
    REQUIRE(waitid(P_ALL, 0, &news, WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL) == 0);
    return news;
  }

  /// Whether it sleeps, and not until the process that it made is another program.
  [[nodiscard]] bool is_asleep() const { return !has_made_ && process::is_asleep(pid_); }

  void go_on(pid_t pid, int signal) const {
    ptrace(is_let_go_ ? PTRACE_CONT : PTRACE_SYSCALL, pid, nullptr, static_cast<long>(signal));
  }

  void handle_stop(pid_t pid, int status) {
    const int event = status >> 16;
    int signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_EXEC) {
      other = pid;
      has_made_ = false;
      ptrace(PTRACE_DETACH, pid, nullptr, 0L);
      return;
    }
    if (event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_CLONE) {
      signal = 0;
      has_made_ = true;
    } else if (signal == (SIGTRAP | 0x80)) {
      handle_call(pid);
      signal = 0;
    } else if (signal == SIGSTOP && pid != pid_) {
      signal = 0;  // how a new process starts to be traced
    }
    go_on(pid, signal);
  }

  /// A system call begins or ends.
  void handle_call(pid_t pid) {
    __ptrace_syscall_info call = {};
    REQUIRE(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call) > 0);
    if (call.op == PTRACE_SYSCALL_INFO_ENTRY) {
      begin(pid, static_cast<long>(call.entry.nr));
    } else if (refused_ == pid) {
      refused_ = 0;
      set(pid, offsetof(user_regs_struct, rax), -fault_.error);
    }
  }

  void begin(pid_t pid, long number) {
    const bool is_first =
        failed == -1 && number == fault_.call && static_cast<int>(calls.size()) >= fault_.index;
    calls.push_back(number);
    if (is_first) failed = number;
    // If close_range is refused, init closes 65,536 descriptors one by one: the test does not wait for that.
    is_let_go_ = is_let_go_ || (failed == SYS_close_range && number == SYS_close);
    if (!is_first && (!fault_.is_lasting || number != failed)) return;
    refused_ = pid;
    set(pid, offsetof(user_regs_struct, orig_rax), -1);
  }

  static void set(pid_t pid, std::size_t place, long value) {
    REQUIRE(ptrace(PTRACE_POKEUSER, pid, place, value) == 0);
  }

  pid_t pid_;
  Fault fault_;
  bool has_made_ = false;  // a process, which has not ended and is not another program yet
  pid_t refused_ = 0;      // the process of which a call is under way that is refused
  bool is_let_go_ = false;
};

}  // namespace test
