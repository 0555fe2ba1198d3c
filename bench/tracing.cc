// tracing here|pid1 calls|steps NAME=COMMAND...: counts the system calls of each command, or its instructions
// outside of the kernel, until the exec of a second program or, if it starts none, until its end. With
// `calls`, it also measures the peak memory of its first process, the size of its file, and that of the
// libraries that are mapped when it ends.
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "peers.h"

namespace {

constexpr int call_stop = SIGTRAP | 0x80;  // with PTRACE_O_TRACESYSGOOD

double size_of(const std::string& file) {
  struct stat state = {};
  return stat(file.c_str(), &state) == 0 ? static_cast<double>(state.st_size) : 0;
}

class Trace {
 public:
  Trace(const bench::Words& words, bench::Place place, bool is_stepped)
      : first_(bench::start(words, {.place = place, .is_traced = true}).pid), is_stepped_(is_stepped) {
    int status = 0;
    waitpid(first_, &status, 0);
    constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                             PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
                             PTRACE_O_EXITKILL;
    ptrace(PTRACE_SETOPTIONS, first_, 0, options);
    go_on(first_);
    for (pid_t pid = 0; (pid = waitpid(-1, &status, __WALL)) > 0;) see(pid, status);
  }

  [[nodiscard]] double count() const { return count_; }
  [[nodiscard]] double resident_most() const { return resident_most_; }
  [[nodiscard]] double library_size() const {
    double size = 0;
    for (const std::string& library : libraries_) size += size_of(library);
    return size;
  }

 private:
  void go_on(pid_t pid, int signal = 0) const {
    ptrace(is_stepped_ ? PTRACE_SINGLESTEP : PTRACE_SYSCALL, pid, 0, signal);
  }

  void see(pid_t pid, int status) {
    if (!WIFSTOPPED(status)) return release();
    const int event = status >> 16;
    const int signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) {
      held_ = pid;
      return;
    }
    if (event == PTRACE_EVENT_EXEC) {
      is_counted_ = is_counted_ && pid == first_;
      release();
    } else if (event == PTRACE_EVENT_EXIT) {
      if (pid == first_) look_at_end();
    } else if (signal == call_stop) {
      if ((is_inside_[pid] = !is_inside_[pid]) && is_counted_) ++count_;
    } else if (signal == SIGTRAP) {
      if (is_stepped_ && is_counted_ && has_moved(pid)) ++count_;
    } else if (signal != SIGSTOP) {  // a new process starts with it
      return go_on(pid, signal);
    }
    go_on(pid);
  }

  /// Continues a parent when its child has executed a program or ended, as after a vfork. So the count does
  /// not depend on which of them is faster.
  void release() {
    if (held_ != 0) go_on(std::exchange(held_, 0));
  }

  /// Whether the last step left the instruction: one that repeats itself counts once.
  bool has_moved(pid_t pid) {
    __ptrace_syscall_info info = {};
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    return std::exchange(place_[pid], info.instruction_pointer) != info.instruction_pointer;
  }

  void look_at_end() {
    resident_most_ = std::max(bench::number_of(first_, "status", "VmHWM:"),
                              bench::number_of(first_, "smaps_rollup", "Rss:"));
    std::ifstream maps("/proc/" + std::to_string(first_) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      if (line.find(".so") != std::string::npos) libraries_.insert(line.substr(line.find('/')));
    }
  }

  pid_t first_;
  bool is_stepped_;
  bool is_counted_ = true;
  double count_ = 0;
  double resident_most_ = 0;
  std::set<std::string> libraries_;
  std::map<pid_t, bool> is_inside_;
  std::map<pid_t, std::uint64_t> place_;
  pid_t held_ = 0;  // waits for its child
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const bench::Place place = bench::place_of(arguments[1]);
  const std::string what = arguments[2];
  bench::stay_on(0);  // each step switches between two processes twice, which is fast on one processor
  for (const bench::Peer& peer : bench::read_peers(arguments + 3)) {
    const Trace trace(peer.words, place, what == "steps");
    bench::print_figure(what, peer.name, trace.count());
    if (what == "steps") continue;
    const double file = size_of(peer.words[0]);
    bench::print_figure("peak", peer.name, trace.resident_most());
    bench::print_figure("file", peer.name, file);
    bench::print_figure("libraries", peer.name, trace.library_size());
    bench::print_figure("added", peer.name, file + trace.library_size());
  }
}
