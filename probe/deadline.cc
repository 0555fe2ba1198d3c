// The one timer, and the signals that end probe early.
#include "probe/deadline.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <initializer_list>

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

const char* describe_stop(int signal) {
  return signal == SIGTERM ? "interrupted by TERM" : "interrupted by INT";
}

/// Says what was going on, and ends probe. Where the time is up within a try that is not the first, what the
/// one before came to tells more.
[[noreturn]] void end(int signal) {
  const Phase phase = progress.phase;
  progress.phase = Phase::nothing;  // one line, whatever comes meanwhile
  Report line;
  const bool is_late = signal == SIGALRM;
  if (is_late && progress.last_line != nullptr) {
    say_line(*progress.last_line, true);
  } else {
    const char* const why = is_late ? describe_silence(allowed_time) : describe_stop(signal);
    report(line, "unhealthy", progress.word, failed(phase, why), progress.address);
    say_line(line, true);
  }
  _exit(1);
}

void handle(int signal, siginfo_t* info, void* /*context*/) {
  if (signal == SIGALRM && info->si_code != SI_KERNEL) return;            // not of the timer
  if (signal != SIGALRM || waiting_signal == 0) waiting_signal = signal;  // a stop outweighs it
  if (progress.phase != Phase::nothing) end(waiting_signal);
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

/// Returns whether the kernel does that.
bool catch_signal(int signal, struct sigaction* given) {
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  return sigaction(signal, &action, given) == 0;
}

/// The stop that has come or is about to; 0: none.
int find_stop() {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  for (const int stop : {SIGTERM, SIGINT}) {
    if (waiting_signal == stop || sigismember(&pending, stop) == 1) return stop;
  }
  return 0;
}

}  // namespace

void hold_signals() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_BLOCK, &signals, &given_mask);
}

void release_signals() { sigprocmask(SIG_SETMASK, &given_mask, nullptr); }

void start_deadline(base::Nanoseconds time) {
  allowed_time = time;
  bool is_handled = true;
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    is_handled = catch_signal(ending_signals[i], &given_actions[i]) && is_handled;
  }
  progress.end = base::monotonic_time() + time;
  // Again and again, so that a signal of another's making cannot hide the timer's.
  progress.is_timed = is_handled && set_timer(time, again);
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  if (waiting_signal == SIGALRM) waiting_signal = 0;  // it was on its way before probe was
}

void extend_deadline(base::Nanoseconds time) {
  progress.end += time;
  const base::Nanoseconds left = std::max<base::Nanoseconds>(progress.end - base::monotonic_time(), 1000);
  progress.is_timed = progress.is_timed && set_timer(left, again);
}

void let_timer_kill(bool does_kill) {
  if (does_kill) {
    signal(SIGALRM, SIG_DFL);
  } else {
    catch_signal(SIGALRM, nullptr);
  }
}

void stop_deadline() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int stop = find_stop();
  if (stop != 0) {
    base::say(base::Line() << describe_stop(stop));
    _exit(1);
  }
  set_timer(0, 0);
  signal(SIGALRM, SIG_IGN);  // where the timer's has come after all, it is gone with this
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    sigaction(ending_signals[i], &given_actions[i], nullptr);
  }
  release_signals();
}

void heed_signals() {
  if (waiting_signal != 0) end(waiting_signal);
}

bool rest(base::Nanoseconds time, const sigset_t& stops) {
  // musl's sigtimedwait would start anew after each pause. The kernel's sets of signals have 64 bits.
  const long length[2] = {static_cast<long>(time / base::second), static_cast<long>(time % base::second)};
  const long signal = syscall(SYS_rt_sigtimedwait, &stops, nullptr, length, 8L);
  // Where it is refused, the time passes all the same.
  if (signal < 0 && errno != EAGAIN && errno != EINTR) syscall(SYS_ppoll, nullptr, 0L, length, nullptr, 0L);
  return signal > 0;
}

bool is_stopped() { return waiting_signal == SIGTERM || waiting_signal == SIGINT; }

void enter(Phase phase) {
  progress.phase = phase;
  if (phase != Phase::nothing) heed_signals();
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
