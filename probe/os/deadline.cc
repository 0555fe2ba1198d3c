#include "probe/os/deadline.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/process_calls.h"
#include "base/os/signal_calls.h"

namespace probe {
namespace {

constexpr base::Nanoseconds again = base::second / 10;       // how often the timer fires once time is up
constexpr base::Nanoseconds kill_delay = base::second / 10;  // of let_timer_kill()

constexpr base::KernelTimeval kernel_timeval(base::Nanoseconds time) {
  return {.seconds = static_cast<long>(time / base::second),
          .microseconds = static_cast<long>(time % base::second / base::microsecond)};
}

/// Sets the timer to fire in `time`, and every `interval` from then on. Returns whether the kernel does that.
bool set_timer(base::Nanoseconds time, base::Nanoseconds interval) {
  return base::system::set_alarm(kernel_timeval(time), kernel_timeval(interval)) == 0;
}

/// Sets the timer to fire at `time`. An ALRM that another process sends can hide the timer's, so that it
/// fires repeatedly. Returns whether the kernel does that.
bool set_timer_end(base::Nanoseconds time) {
  constexpr base::Nanoseconds least = base::microsecond;  // 0 would cancel it
  return set_timer(std::max(time - base::monotonic_time(), least), again);
}

}  // namespace

Deadline start_deadline(base::Nanoseconds time, Output& output) {
  const bool is_caught = catch_signals(time, output);
  const base::Nanoseconds end = base::monotonic_time() + time;
  const bool has_timer = is_caught && set_timer(time, again);
  unblock_signals();
  // If the time is so short that the timer has fired by now, its ALRM was dropped.
  if (base::monotonic_time() >= end) note_timer();
  return {end, has_timer};
}

void extend_deadline(Deadline& deadline, base::Nanoseconds time) {
  deadline.end += time;
  deadline.has_timer = deadline.has_timer && set_timer_end(deadline.end);
}

void let_timer_kill(const Deadline& deadline) {
  if (deadline.has_timer) set_timer_end(deadline.end + kill_delay);
  let_alarm_kill();
}

void catch_timer(const Deadline& deadline) {
  catch_alarm();
  if (deadline.has_timer) set_timer_end(deadline.end);
  if (base::monotonic_time() >= deadline.end) exit_by_signal(SIGALRM);
}

bool sleep_until(base::Nanoseconds end, base::SignalSet signals) {
  const base::KernelTime length =
      base::kernel_time(std::max(end - base::monotonic_time(), base::Nanoseconds{0}));
  const int signal = base::system::sigtimedwait(signals, nullptr, &length);
  // If the kernel refuses it, the time passes anyway.
  if (signal < 0 && signal != -EAGAIN && signal != -EINTR) base::system::poll(nullptr, 0, &length);
  return signal > 0;
}

void cancel_deadline() {
  set_timer(0, 0);
  release_signals();
}

}  // namespace probe
