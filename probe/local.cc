// What can be found out about this machine without asking another process.
#include "probe/local.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/system.h"
#include "probe/deadline.h"
#include "probe/protocols/file.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/sleep.h"

namespace probe {
namespace {

Verdict failed_with(int error) { return unhealthy(describe(error)); }

Verdict look_at_file(const Settings& settings, const char* path) {
  static base::TextOf<64> why;
  why.cut(0);
  struct stat file = {};
  if (stat(path, &file) != 0) return failed_with(errno);
  struct timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  constexpr std::int64_t most = base::longest_duration / base::second;  // a file may be of any time
  const std::int64_t seconds = std::clamp<std::int64_t>(now.tv_sec - file.st_mtim.tv_sec, -most, most);
  const base::Nanoseconds age = seconds * base::second + (now.tv_nsec - file.st_mtim.tv_nsec);
  return file::judge_age(settings, age, why);
}

/// The number of a process, of the text or of the file that it names; no_number,
/// with errno, where there is none.
std::int64_t read_pid(const char* text) {
  if (*text != '/') return pid::parse(text);
  char content[32] = {};
  const int file = open(text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const bool is_read = file >= 0 && read(file, content, sizeof content - 1) >= 0;
  if (file >= 0) close(file);
  if (is_read) errno = EINVAL;
  return is_read ? pid::parse(content) : base::no_number;
}

/// kill(2) takes a zombie for alive; the descriptor of one is readable (pidfd_open(2)).
Verdict look_at_process(const char* text) {
  const std::int64_t number = read_pid(text);
  if (number < 0) return errno == EINVAL ? unhealthy("no process is named in the file") : failed_with(errno);
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(number), 0));
  if (descriptor < 0) return failed_with(errno);
  pollfd process = {.fd = descriptor, .events = POLLIN, .revents = 0};
  poll(&process, 1, 0);
  close(descriptor);
  return process.revents == 0 ? healthy("alive") : unhealthy("it has ended and was not waited for");
}

/// Sleeps, which is no part of --timeout. A pause or another's signal neither shortens nor
/// lengthens it.
Verdict look_at_clock(const char* text) {
  const base::Nanoseconds time = base::parse_duration(text);
  const base::Nanoseconds end = base::monotonic_time() + time;
  extend_deadline(time);
  sigset_t every;
  sigset_t given;
  sigfillset(&every);
  sigprocmask(SIG_BLOCK, &every, &given);
  base::Nanoseconds left = 0;
  while ((left = end - base::monotonic_time()) > 0 && !take_waiting_signal()) {
    const struct timespec length = {.tv_sec = static_cast<time_t>(left / base::second),
                                    .tv_nsec = static_cast<long>(left % base::second)};
    ppoll(nullptr, 0, &length, &given);
  }
  sigprocmask(SIG_SETMASK, &given, nullptr);
  return healthy(left > 0 ? "ended early by a signal" : "the time has passed");
}

}  // namespace

Verdict look(const Question& question) {
  const char* const text = question.target.path.data();
  switch (question.protocol->subject) {
    case Subject::file: return look_at_file(question.settings, text);
    case Subject::process: return look_at_process(text);
    case Subject::time: return look_at_clock(text);
    case Subject::stream:
    case Subject::datagrams: break;
  }
  return {};
}

}  // namespace probe
