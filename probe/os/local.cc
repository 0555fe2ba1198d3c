#include "probe/os/local.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/cursor.h"
#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/process_calls.h"
#include "base/os/signal_calls.h"
#include "probe/ending.h"
#include "probe/model/failure.h"
#include "probe/os/deadline.h"
#include "probe/protocols/file.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/sleep.h"

namespace probe {
namespace {

Verdict check_file(const Settings& settings, const char* path, base::Text& storage) {
  base::system::FileStatus file = {};
  const int result = base::system::status_of(path, file);
  if (result != 0) return judge_error(-result, storage);
  const base::Nanoseconds now = base::time_of(CLOCK_REALTIME);
  return file::judge_age(settings, file::age_at(now, file.seconds, file.nanoseconds), storage);
}

/// The first bytes of a file, and a NUL.
using Content = char[128];

/// Reads what a file starts with. A pipe may have nothing yet. Returns 0 or errno.
int read_start(const char* path, Content& content) {
  const int file = base::open_file(path, O_RDONLY | O_NONBLOCK);
  if (file < 0) return -file;
  const long size = base::system::read(file, content, sizeof content - 1);
  base::system::close(file);
  content[std::max(size, 0L)] = '\0';
  return size < 0 && size != -EAGAIN ? static_cast<int>(-size) : 0;
}

/// Asks the kernel for a process. The descriptor of a zombie is readable (pidfd_open(2)); kill(2) would take
/// it for alive.
pid::Finding find_process(std::int64_t number) {
  const int descriptor = base::system::pidfd_open(static_cast<pid_t>(number));
  if (descriptor < 0) return {.error = -descriptor};
  pollfd process = {.fd = descriptor, .events = POLLIN, .revents = 0};
  constexpr base::KernelTime at_once;
  const int ready = base::system::poll(&process, 1, &at_once);
  base::system::close(descriptor);
  return pid::find_by_poll(ready);
}

/// Reads the state of a process in /proc.
pid::Finding find_in_proc(std::int64_t number) {
  base::TextOf<32> path;
  path << "/proc/" << number << "/stat";
  path.put('\0');
  Content content;
  const int error = read_start(path.view().data(), content);
  return pid::find_in_stat(error, content);
}

Verdict check_process(const char* text, base::Text& storage) {
  Content content = "";
  const bool is_path = pid::is_path(text);
  const int error = is_path ? read_start(text, content) : 0;
  const bool is_full = base::find(content, '\0') == content + sizeof content - 1;  // there may be more
  const std::int64_t number = is_path ? pid::parse(content, is_full) : pid::parse(text);
  const Verdict named = pid::judge_name(error, number, storage);
  if (named.kind != Verdict::Kind::more) return named;
  pid::Finding finding = find_process(number);
  if (pid::needs_proc(finding)) finding = find_in_proc(number);
  return pid::judge(finding, storage);
}

/// Sleeps. A SIGSTOP or the signal of another process neither shortens nor lengthens it.
Verdict sleep_for(const Question& question, Deadline& deadline) {
  const base::Nanoseconds time = base::parse_duration(question.target.path.data());
  const base::Nanoseconds end = base::monotonic_time() + time;
  extend_deadline(deadline, time);
  const bool ends_early = sleep::is_ended_by_interrupts(question);
  const base::SignalSet awaited = ends_early ? interrupts : 0;
  base::SignalSet given = 0;
  if (!ends_early) set_phase(Phase::wait);
  base::system::change_signal_mask(SIG_BLOCK, awaited, &given);
  bool has_signal = is_interrupted();
  while (!has_signal && base::monotonic_time() < end) has_signal = sleep_until(end, awaited);
  base::system::set_signal_mask(given, nullptr);
  return sleep::judge_end(has_signal);
}

}  // namespace

Verdict check_local(const Question& question, Deadline& deadline, base::Text& storage) {
  const char* const text = question.target.path.data();
  const Subject subject = question.protocol->subject;
  if (subject == Subject::time) return sleep_for(question, deadline);
  exit_if_signalled();
  let_timer_kill(deadline);
  const Verdict verdict =
      subject == Subject::file ? check_file(question.settings, text, storage) : check_process(text, storage);
  catch_timer(deadline);
  return verdict;
}

}  // namespace probe
