#include "probe/os/deadline.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/os/clock.h"

namespace probe {
namespace {

constexpr base::Nanoseconds again = base::second / 10;       // how often the timer fires once time is up
constexpr base::Nanoseconds kill_delay = base::second / 10;  // of let_timer_kill()

base::Nanoseconds timer_end = base::never;
bool is_timer_set = false;

/// Sets the timer to fire in `time`, and every `interval` from then on. Returns whether the kernel does that.
bool set_timer(base::Nanoseconds time, base::Nanoseconds interval) {
  constexpr base::Nanoseconds microsecond = 1000;
  struct itimerval timer = {};
  timer.it_value.tv_sec = time / base::second;
  timer.it_value.tv_usec = static_cast<suseconds_t>(time % base::second / microsecond);
  timer.it_interval.tv_usec = static_cast<suseconds_t>(interval / microsecond);
  return setitimer(ITIMER_REAL, &timer, nullptr) == 0;
}

/// Sets the timer to fire at `time`, unless the kernel refused it. An ALRM that another process sends can
/// hide the timer's, so that it fires repeatedly.
void set_timer_end(base::Nanoseconds time) {
  constexpr base::Nanoseconds least = 1000;  // 0 would stop it
  if (is_timer_set) is_timer_set = set_timer(std::max(time - base::monotonic_time(), least), again);
}

}  // namespace

Deadline start_deadline(base::Nanoseconds time, Output& output) {
  const bool is_caught = catch_signals(time, output);
  timer_end = base::monotonic_time() + time;
  is_timer_set = is_caught && set_timer(time, again);
  unblock_signals();
  return {timer_end, is_timer_set};
}

void extend_deadline(Deadline& deadline, base::Nanoseconds time) {
  timer_end += time;
  set_timer_end(timer_end);
  deadline = {timer_end, is_timer_set};
}

void let_timer_kill() {
  set_timer_end(timer_end + kill_delay);
  let_alarm_kill();
}

void catch_timer() {
  catch_alarm();
  set_timer_end(timer_end);
  if (base::monotonic_time() >= timer_end) exit_by_signal(SIGALRM);
}

bool sleep_until_signal(base::Nanoseconds time, const sigset_t& stops) {
  // musl's sigtimedwait would start anew after SIGSTOP and SIGCONT. The kernel's signal sets have 64 bits.
  const long length[2] = {static_cast<long>(time / base::second), static_cast<long>(time % base::second)};
  const long signal = syscall(SYS_rt_sigtimedwait, &stops, nullptr, length, 8L);
  // If the kernel refuses it, the time passes all the same.
  if (signal < 0 && errno != EAGAIN && errno != EINTR) syscall(SYS_ppoll, nullptr, 0L, length, nullptr, 0L);
  return signal > 0;
}

void stop_deadline() {
  set_timer(0, 0);
  release_signals();
}

}  // namespace probe
