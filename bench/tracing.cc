// tracing calls|steps NAME=COMMAND...: what each command does up to the exec of a second program, if it
// starts one, and to its end: the system calls, or the instructions outside of the kernel, one by one. With
// the calls, the most memory that its first process had, and the libraries that were mapped, as it ends.
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "figures.h"
#include "peers.h"

namespace {

constexpr int call_stop = SIGTRAP | 0x80;  // with PTRACE_O_TRACESYSGOOD

/// The number behind a field of a file of /proc, or 0.
double field_of(pid_t pid, const std::string& file, const std::string& field) {
  std::ifstream lines("/proc/" + std::to_string(pid) + "/" + file);
  for (std::string word; lines >> word;) {
    double number = 0;
    if (word == field && lines >> number) return number;
  }
  return 0;
}

class Trace {
 public:
  Trace(const bench::Words& words, bool is_stepped) : first_(start(words)), is_stepped_(is_stepped) {
    int status = 0;
    waitpid(first_, &status, 0);
    constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                             PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
                             PTRACE_O_EXITKILL;
    ptrace(PTRACE_SETOPTIONS, first_, 0, options);
    go_on(first_);
    for (pid_t pid = 0; (pid = waitpid(-1, &status, __WALL)) > 0;) see(pid, status);
  }

  [[nodiscard]] double to_exec() const { return to_exec_; }
  [[nodiscard]] double all() const { return count_; }
  [[nodiscard]] double resident_most() const { return resident_most_; }
  [[nodiscard]] const std::set<std::string>& libraries() const { return libraries_; }

 private:
  static pid_t start(const bench::Words& words) {
    return bench::spawn(words, [] {
      personality(ADDR_NO_RANDOMIZE);  // or two runs would not count the same
      ptrace(PTRACE_TRACEME, 0, 0, 0);
    });
  }

  void go_on(pid_t pid, int signal = 0) const {
    ptrace(is_stepped_ ? PTRACE_SINGLESTEP : PTRACE_SYSCALL, pid, 0, signal);
  }

  void see(pid_t pid, int status) {
    if (!WIFSTOPPED(status)) {
      release(pid);
      return;
    }
    const int event = status >> 16;
    const int signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
      if (holds(pid)) return;
    } else if (event == PTRACE_EVENT_EXEC) {
      see_exec(pid);
    } else if (event == PTRACE_EVENT_EXIT) {
      if (pid == first_) look_at_end();
    } else if (signal == call_stop) {
      if ((is_inside_[pid] = !is_inside_[pid])) ++count_;
    } else if (signal == SIGTRAP) {
      if (is_stepped_ && has_moved(pid)) ++count_;
    } else if (signal != SIGSTOP) {  // which a new process starts with
      return go_on(pid, signal);
    }
    go_on(pid);
  }

  /// A parent waits until its child has become a program, as after a vfork: so that what is counted up to
  /// there is no matter of who is faster. Not for a thread.
  bool holds(pid_t parent) {
    unsigned long child = 0;
    ptrace(PTRACE_GETEVENTMSG, parent, 0, &child);
    if (field_of(static_cast<pid_t>(child), "status", "Tgid:") != static_cast<double>(child)) return false;
    held_[static_cast<pid_t>(child)] = parent;
    return true;
  }

  void release(pid_t child) {
    const auto held = held_.find(child);
    if (held == held_.end()) return;
    go_on(held->second);
    held_.erase(held);
  }

  void see_exec(pid_t pid) {
    if (pid == first_) {
      count_ = 0;
    } else if (to_exec_ == 0) {
      to_exec_ = count_;
    }
    release(pid);
  }

  /// Whether the instruction before was left: one that repeats itself counts once.
  bool has_moved(pid_t pid) {
    __ptrace_syscall_info info = {};
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    return std::exchange(place_[pid], info.instruction_pointer) != info.instruction_pointer;
  }

  void look_at_end() {
    resident_most_ = std::max(field_of(first_, "status", "VmHWM:"), field_of(first_, "smaps_rollup", "Rss:"));
    std::ifstream maps("/proc/" + std::to_string(first_) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      if (line.find(".so") != std::string::npos) libraries_.insert(line.substr(line.find('/')));
    }
  }

  pid_t first_;
  bool is_stepped_;
  double count_ = 0;
  double to_exec_ = 0;
  double resident_most_ = 0;
  std::set<std::string> libraries_;
  std::map<pid_t, bool> is_inside_;
  std::map<pid_t, std::uint64_t> place_;
  std::map<pid_t, pid_t> held_;  // parents, by the child that they wait for
};

double size_of(const std::set<std::string>& files) {
  double size = 0;
  for (const std::string& file : files) {
    struct stat state = {};
    if (stat(file.c_str(), &state) == 0) size += static_cast<double>(state.st_size);
  }
  return size;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::string what = arguments[1];
  bench::stay_on(0);  // each step is two changes of process, which are fast on one processor
  for (const bench::Peer& peer : bench::read_peers(arguments + 2)) {
    const Trace trace(peer.words, what == "steps");
    bench::print_figure(what + "-to-exec", peer.name, trace.to_exec());
    bench::print_figure(what, peer.name, trace.all());
    if (what == "steps") continue;
    bench::print_figure("peak", peer.name, trace.resident_most());
    bench::print_figure("libraries", peer.name, static_cast<double>(trace.libraries().size()));
    bench::print_figure("library-bytes", peer.name, size_of(trace.libraries()));
  }
}
