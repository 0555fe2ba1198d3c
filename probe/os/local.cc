// What can be found out about this machine without asking another process.
#include "probe/os/local.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "probe/os/deadline.h"
#include "probe/os/error_text.h"
#include "probe/protocols/file.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/sleep.h"

namespace probe {
namespace {

Verdict failed_with(int error) { return unhealthy(error_text(error)); }

Verdict check_file(const Settings& settings, const char* path) {
  static base::TextOf<64> why;
  why.cut(0);
  struct stat file = {};
  if (stat(path, &file) != 0) return failed_with(errno);
  const base::Nanoseconds now = base::time_of(CLOCK_REALTIME);
  constexpr std::int64_t most = base::longest_duration / base::second;  // a file may be of any time
  const std::int64_t seconds =
      std::clamp<std::int64_t>(now / base::second - file.st_mtim.tv_sec, -most, most);
  const base::Nanoseconds age = seconds * base::second + (now % base::second - file.st_mtim.tv_nsec);
  return file::judge_age(settings, age, why);
}

/// What a file starts with, up to the next call; nullptr, with errno: it cannot be read. A pipe may
/// have nothing yet.
const char* read_start(const char* path) {
  static char content[128];
  const int file = base::open_file(path, O_RDONLY | O_NONBLOCK);
  if (file < 0) {
    errno = -file;
    return nullptr;
  }
  const ssize_t size = read(file, content, sizeof content - 1);
  const int error = errno;
  close(file);
  errno = error;
  content[std::max<ssize_t>(size, 0)] = '\0';
  return size < 0 && error != EAGAIN ? nullptr : content;
}

/// What became of a process: a state of proc(5), or 0, with errno, where there is no telling. kill(2)
/// takes a zombie for alive; the descriptor of one is readable (pidfd_open(2)). Before Linux 5.3, and
/// where seccomp knows no better, there are none, but most often a /proc.
char state_of(std::int64_t number) {
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(number), 0));
  if (descriptor >= 0) {
    pollfd process = {.fd = descriptor, .events = POLLIN, .revents = 0};
    const int ready = poll(&process, 1, 0);
    close(descriptor);
    if (ready >= 0) return ready == 0 ? 'R' : 'Z';
  }
  if (errno != ENOSYS && errno != EPERM) return '\0';
  base::TextOf<32> path;
  path << "/proc/" << number << "/stat";
  path.put('\0');
  const char* const stat = read_start(path.view().data());
  if (stat == nullptr && errno == ENOENT) errno = ESRCH;
  return stat != nullptr ? pid::parse_state(stat) : '\0';
}

/// What is wrong with a process, in words that last until the next call; nullptr: it is alive.
const char* find_wrong(const char* text) {
  if (*text == '/') text = read_start(text);
  if (text == nullptr) return error_text(errno);
  const std::int64_t number = pid::parse(text);
  if (number < 0) return "no process is named in the file";
  const char state = state_of(number);
  const int error = errno;
  if (state == 'Z' || state == 'X') return "it has ended and was not waited for";
  if (state != '\0') return nullptr;
  // pidfd_open(2): EINVAL and, on newer kernels, ENOENT.
  return error == EINVAL || error == ENOENT ? "it is a thread, not a process" : error_text(error);
}

Verdict check_process(const char* text) {
  const char* const why = find_wrong(text);
  return why != nullptr ? unhealthy(why) : healthy("alive");
}

/// Sleeps, which is no part of --timeout. A pause or another's signal neither shortens nor
/// lengthens it; where something was to follow, a signal that ends it ends probe.
Verdict sleep_for(const char* text, bool is_last) {
  const base::Nanoseconds time = base::parse_duration(text);
  const base::Nanoseconds end = base::monotonic_time() + time;
  extend_deadline(time);
  const sigset_t stops = is_last ? stop_signals() : sigset_t{};
  sigset_t given;
  if (!is_last) set_phase(Phase::wait);
  sigprocmask(SIG_BLOCK, &stops, &given);
  bool is_early = is_stopped();
  base::Nanoseconds left = 0;
  while (!is_early && (left = end - base::monotonic_time()) > 0) is_early = sleep_until_signal(left, stops);
  sigprocmask(SIG_SETMASK, &given, nullptr);
  return healthy(is_early ? "ended early by a signal" : "the time has passed");
}

}  // namespace

Verdict check_local(const Question& question) {
  const char* const text = question.target.path.data();
  const Subject subject = question.protocol->subject;
  if (subject == Subject::time) return sleep_for(text, question.is_last);
  exit_if_signalled();
  let_timer_kill(true);
  const Verdict verdict =
      subject == Subject::file ? check_file(question.settings, text) : check_process(text);
  let_timer_kill(false);
  return verdict;
}

}  // namespace probe
