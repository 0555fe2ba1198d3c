// The one timer, and the signals that end probe early.
#include "probe/os/deadline.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "base/os/system.h"
#include "probe/os/error_text.h"
#include "probe/os/output.h"
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

const char* describe_end(int signal, Phase phase) {
  if (signal == SIGALRM) return phase == Phase::wait ? "no time is left" : timeout_text(allowed_time, progress.has_answer);
  return signal == SIGTERM ? "interrupted by TERM" : "interrupted by INT";
}

/// Says what was going on, and ends probe. Where the time is up within a try that is not the first, what the
/// one before came to tells more.
[[noreturn]] void end(int signal) {
  const Phase phase = progress.phase;
  progress.phase = Phase::nothing;  // one line, whatever comes meanwhile
  Report line;
  const char* const why = describe_end(signal, phase);
  if (phase == Phase::leave) {
    say_line(line << base::program_name << ": " << why, true);
  } else if (signal == SIGALRM && progress.last_line != nullptr) {
    say_line(*progress.last_line, true);
  } else {
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
  sigset_t signals = stop_signals();
  sigaddset(&signals, SIGALRM);
  return signals;
}

/// Returns whether the kernel does that.
bool catch_signal(int signal, struct sigaction* given) {
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  return sigaction(signal, &action, given) == 0;
}

}  // namespace

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void block_signals() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_BLOCK, &signals, &given_mask);
}

void restore_signals() { sigprocmask(SIG_SETMASK, &given_mask, nullptr); }

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
  // A stop that is caught meanwhile and waits would keep the timer's from killing.
  const sigset_t stops = stop_signals();
  if (does_kill) {
    sigprocmask(SIG_BLOCK, &stops, nullptr);
    extend_deadline(again);
    signal(SIGALRM, SIG_DFL);
  } else {
    catch_signal(SIGALRM, nullptr);
    extend_deadline(-again);
    sigprocmask(SIG_UNBLOCK, &stops, nullptr);
    if (base::monotonic_time() >= progress.end) end(SIGALRM);
  }
}

void stop_deadline() {
  set_timer(0, 0);
  // What is caught is given back by execve(2) itself, which leaves no instant at which a stop is lost.
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    if (given_actions[i].sa_handler == SIG_IGN) signal(ending_signals[i], SIG_IGN);
  }
  progress.phase = Phase::leave;
  if (is_stopped()) end(waiting_signal);  // that the time is up no longer matters
  restore_signals();
}

void exit_if_signalled() {
  if (waiting_signal != 0) end(waiting_signal);
}

bool sleep_until_signal(base::Nanoseconds time, const sigset_t& stops) {
  // musl's sigtimedwait would start anew after each pause. The kernel's sets of signals have 64 bits.
  const long length[2] = {static_cast<long>(time / base::second), static_cast<long>(time % base::second)};
  const long signal = syscall(SYS_rt_sigtimedwait, &stops, nullptr, length, 8L);
  // Where it is refused, the time passes all the same.
  if (signal < 0 && errno != EAGAIN && errno != EINTR) syscall(SYS_ppoll, nullptr, 0L, length, nullptr, 0L);
  return signal > 0;
}

bool is_stopped() { return waiting_signal == SIGTERM || waiting_signal == SIGINT; }

void set_address(std::string_view address) {
  base::Text text(progress.address, sizeof progress.address - 1);
  text.append(address);
  progress.address[text.size()] = '\0';
}

void note_answer() { progress.has_answer = true; }

void set_phase(Phase phase) {
  progress.phase = phase;
  if (phase <= Phase::connect) progress.has_answer = false;
  if (phase != Phase::nothing) exit_if_signalled();
}

}  // namespace probe
