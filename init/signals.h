// The names and numbers of signals.
#pragma once

#include <csignal>
#include <cstdint>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"

namespace init {

inline constexpr int last_signal = 64;

/// The first real-time signal as the kernel and container engines count it.
/// (A libc keeps some for itself: its own SIGRTMIN is 34 or 35.)
inline constexpr int first_realtime_signal = 34;

/// What a signal is where there is none to read.
inline constexpr int no_signal = -1;

struct SignalName {
  char name[7];
  std::uint8_t number;
};

/// Where a number has two names, the one to print comes first; where a name is
/// the start of another, the longer comes first.
inline constexpr SignalName signal_names[] = {
    {"HUP", SIGHUP},
    {"INT", SIGINT},
    {"QUIT", SIGQUIT},
    {"ILL", SIGILL},
    {"TRAP", SIGTRAP},
    {"ABRT", SIGABRT},
    {"IOT", SIGABRT},
    {"BUS", SIGBUS},
    {"FPE", SIGFPE},
    {"KILL", SIGKILL},
    {"USR1", SIGUSR1},
    {"SEGV", SIGSEGV},
    {"USR2", SIGUSR2},
    {"PIPE", SIGPIPE},
    {"ALRM", SIGALRM},
    {"TERM", SIGTERM},
    {"CHLD", SIGCHLD},
    {"CLD", SIGCHLD},
    {"CONT", SIGCONT},
    {"STOP", SIGSTOP},
    {"TSTP", SIGTSTP},
    {"TTIN", SIGTTIN},
    {"TTOU", SIGTTOU},
    {"URG", SIGURG},
    {"XCPU", SIGXCPU},
    {"XFSZ", SIGXFSZ},
    {"PROF", SIGPROF},
    {"IO", SIGIO},
    {"POLL", SIGIO},
    {"PWR", SIGPWR},
    {"VTALRM", SIGVTALRM},
    {"SYS", SIGSYS},
    {"STKFLT", 16},
    {"WINCH", SIGWINCH},
    {"RTMIN+", first_realtime_signal},
    {"RTMIN", first_realtime_signal},
    {"RTMAX-", last_signal},
    {"RTMAX", last_signal},
};

inline constexpr const char* expected_signal = "a signal such as TERM, SIGTERM, 15 or RTMIN+3";

/// Takes a signal off the front of `at`: a name with or without SIG, in any case,
/// `RTMIN+n` (34+n), `RTMAX-n` (64-n), or a number. Returns 0 to 64, where 0 was
/// written as a number, or `no_signal`.
constexpr int take_signal(const char*& at) {
  if (base::is_digit(*at)) return static_cast<int>(base::take_number(at, last_signal));
  base::take(at, "SIG", base::Case::is_ignored);
  for (const SignalName& signal : signal_names) {
    if (!base::take(at, signal.name, base::Case::is_ignored)) continue;
    if (at[-1] != '+' && at[-1] != '-') return signal.number;
    const std::int64_t offset = base::take_number(at, last_signal - first_realtime_signal);
    if (offset < 0) return no_signal;
    return static_cast<int>(signal.number == last_signal ? last_signal - offset
                                                         : first_realtime_signal + offset);
  }
  return no_signal;
}

/// Writes a signal's name, such as TERM or RTMIN+3; its number where it has none.
constexpr void name_signal(int number, base::Text& out) {
  if (number >= first_realtime_signal) {
    out << "RTMIN+" << number - first_realtime_signal;
    return;
  }
  for (const SignalName& signal : signal_names) {
    if (signal.number == number) {
      out << signal.name;
      return;
    }
  }
  out << number;
}

}  // namespace init
