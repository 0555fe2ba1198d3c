// The one timer, and the signals that end probe early.
#include "probe/deadline.h"

#include <poll.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "base/system.h"
#include "probe/errors.h"
#include "probe/output.h"
#include "probe/report.h"

namespace probe {

Progress progress;

namespace {

constexpr base::Nanoseconds again = base::second / 10;  // how often the timer says that time is up
constexpr int ending_signals[] = {SIGALRM, SIGTERM, SIGINT};

base::Nanoseconds allowed_time = 0;
volatile sig_atomic_t waiting_signal = 0;
struct sigaction given_actions[std::size(ending_signals)];
sigset_t given_mask;

/// Says what was going on, and ends probe.
[[noreturn]] void end(int signal) {
  Report line;
  const char* const why = signal == SIGTERM  ? "interrupted by TERM"
                          : signal == SIGINT ? "interrupted by INT"
                                             : describe_silence(allowed_time);
  report(line, "unhealthy", progress.word, failed(progress.phase, why), progress.address);
  say_line(line, true);
  _exit(1);
}

void handle(int signal, siginfo_t* info, void* /*context*/) {
  if (signal == SIGALRM && info->si_code != SI_KERNEL) return;  // not of the timer
  waiting_signal = signal;
  if (progress.phase != Phase::nothing) end(signal);
}

/// Returns whether the kernel does that.
bool set_timer(base::Nanoseconds time, base::Nanoseconds interval) {
  constexpr base::Nanoseconds microsecond = 1000;
  struct itimerval timer = {};
  timer.it_value.tv_sec = time / base::second;
  timer.it_value.tv_usec = static_cast<suseconds_t>(time % base::second / microsecond);
  timer.it_interval.tv_usec = static_cast<suseconds_t>(interval / microsecond);
  return setitimer(ITIMER_REAL, &timer, nullptr) == 0;
}

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : ending_signals) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void start_deadline(base::Nanoseconds time) {
  allowed_time = time;
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);  // one line, whatever comes meanwhile
  bool is_handled = true;
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    is_handled = sigaction(ending_signals[i], &action, &given_actions[i]) == 0 && is_handled;
  }
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_UNBLOCK, &signals, &given_mask);
  if (waiting_signal == SIGALRM) waiting_signal = 0;  // it was on its way before probe was
  progress.end = base::monotonic_time() + time;
  // Again and again, so that a signal of another's making cannot hide the timer's.
  progress.is_timed = is_handled && set_timer(time, again);
}

void extend_deadline(base::Nanoseconds time) {
  progress.end += time;
  const base::Nanoseconds left = std::max<base::Nanoseconds>(progress.end - base::monotonic_time(), 1000);
  progress.is_timed = progress.is_timed && set_timer(left, again);
}

void stop_deadline() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  if (waiting_signal != 0) end(waiting_signal);
  set_timer(0, 0);
  signal(SIGALRM, SIG_IGN);  // where the timer's has come after all, it is gone with this
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    sigaction(ending_signals[i], &given_actions[i], nullptr);
  }
  sigprocmask(SIG_SETMASK, &given_mask, nullptr);
}

void rest(base::Nanoseconds time, const sigset_t* mask) {
  const struct timespec length = {.tv_sec = static_cast<time_t>(time / base::second),
                                  .tv_nsec = static_cast<long>(time % base::second)};
  ppoll(nullptr, 0, &length, mask);
}

bool take_waiting_signal() {
  const bool was_waiting = waiting_signal != 0;
  waiting_signal = 0;
  return was_waiting;
}

void enter(Phase phase) {
  progress.phase = phase;
  if (phase != Phase::nothing && waiting_signal != 0) end(waiting_signal);
}

const char* describe(int error) {
  static char buffer[32];
  base::Text text(buffer, sizeof buffer);
  return describe_error(error, text);
}

const char* describe_silence(base::Nanoseconds time) {
  static char buffer[64];
  base::Text text(buffer, sizeof buffer);
  text << (progress.has_answer ? "no whole answer within " : "no answer within ");
  put_time(text, time);
  text.put('\0');
  return buffer;
}

}  // namespace probe
