// The one timer, and the signals that end probe early.
#include "probe/deadline.h"

#include <sys/time.h>
#include <unistd.h>

#include <csignal>

#include "base/system.h"
#include "probe/report.h"

namespace probe {

Progress progress;

namespace {

base::Nanoseconds allowed_time = 0;
bool says_nothing = false;
volatile sig_atomic_t waiting_signal = 0;

const char* reason_of(int signal, base::Text& text) {
  if (signal == SIGTERM) return "interrupted by TERM";
  if (signal == SIGINT) return "interrupted by INT";
  text << (progress.has_answer ? "no whole answer within " : "no answer within ");
  put_time(text, allowed_time);
  text.put('\0');
  return text.view().data();
}

/// Says what was going on, and ends probe.
[[noreturn]] void end(int signal) {
  if (!says_nothing) {
    Report line;
    base::TextOf<64> text;
    report(line, progress.word, failed(progress.phase, reason_of(signal, text)), progress.address);
    base::say(line, STDOUT_FILENO);
  }
  _exit(1);
}

void handle(int signal, siginfo_t* info, void* /*context*/) {
  if (signal == SIGALRM && info->si_code != SI_KERNEL) return;  // not of the timer
  waiting_signal = signal;
  if (progress.phase != Phase::nothing) end(signal);
}

}  // namespace

void start_deadline(base::Nanoseconds timeout, bool is_quiet) {
  allowed_time = timeout;
  says_nothing = is_quiet;
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);  // one line, whatever comes meanwhile
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGALRM, SIGTERM, SIGINT}) {
    sigaction(signal, &action, nullptr);
    sigaddset(&signals, signal);
  }
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  if (waiting_signal == SIGALRM) waiting_signal = 0;  // it was on its way before probe was

  // Again and again, so that a signal of another's making cannot hide the timer's.
  constexpr base::Nanoseconds microsecond = 1000;
  struct itimerval timer = {};
  timer.it_value.tv_sec = timeout / base::second;
  timer.it_value.tv_usec = static_cast<suseconds_t>(timeout % base::second / microsecond);
  timer.it_interval.tv_usec = 100'000;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

void enter(Phase phase) {
  progress.phase = phase;
  if (phase != Phase::nothing && waiting_signal != 0) end(waiting_signal);
}

}  // namespace probe
