// The names and numbers of signals.
#pragma once

#include <csignal>

#include "base/cursor.h"
#include "base/names.h"
#include "base/number.h"
#include "base/signal_set.h"
#include "base/text.h"

namespace init {

inline constexpr int last_signal = 64;

/// The first real-time signal as the kernel and container engines count them. (A libc uses the first ones
/// itself: its own SIGRTMIN is 34 or 35.)
inline constexpr int first_realtime_signal = 34;

using base::bit_of;

/// Returned when no signal could be parsed.
inline constexpr int no_signal = -1;

/// If a number has two names, the one that is printed comes first. If a name is the start of another, the
/// longer one comes first.
inline constexpr base::Name signal_names[] = {
    {SIGHUP, "HUP"},        {SIGINT, "INT"},
    {SIGQUIT, "QUIT"},      {SIGILL, "ILL"},
    {SIGTRAP, "TRAP"},      {SIGABRT, "ABRT"},
    {SIGABRT, "IOT"},       {SIGBUS, "BUS"},
    {SIGFPE, "FPE"},        {SIGKILL, "KILL"},
    {SIGUSR1, "USR1"},      {SIGSEGV, "SEGV"},
    {SIGUSR2, "USR2"},      {SIGPIPE, "PIPE"},
    {SIGALRM, "ALRM"},      {SIGTERM, "TERM"},
    {SIGCHLD, "CHLD"},      {SIGCHLD, "CLD"},
    {SIGCONT, "CONT"},      {SIGSTOP, "STOP"},
    {SIGTSTP, "TSTP"},      {SIGTTIN, "TTIN"},
    {SIGTTOU, "TTOU"},      {SIGURG, "URG"},
    {SIGXCPU, "XCPU"},      {SIGXFSZ, "XFSZ"},
    {SIGPROF, "PROF"},      {SIGIO, "IO"},
    {SIGIO, "POLL"},        {SIGPWR, "PWR"},
    {SIGVTALRM, "VTALRM"},  {SIGSYS, "SYS"},
    {16, "STKFLT"},  // not every architecture has it, nor every <csignal>
    {SIGWINCH, "WINCH"},    {first_realtime_signal, "RTMIN"},
    {last_signal, "RTMAX"},
};

inline constexpr const char* signal_rows = base::packed<signal_names>.data();

inline constexpr const char* expected_signal = "a signal such as TERM, SIGTERM or 15";

/// Parses a signal at the start of `at`, and moves `at` past it: a name with or without SIG, in upper or
/// lower case, `RTMIN+n` (34+n), `RTMAX-n` (64-n), or a number. Returns 1 to 64, 0 if the number 0 is there,
/// or `no_signal`.
constexpr int take_signal(const char*& at) {
  if (base::is_digit(*at)) return static_cast<int>(base::take_number(at, last_signal));
  base::take(at, "SIG", base::Case::is_ignored);
  for (const char* row = signal_rows; base::number_of(row) != base::end_of_names; row = base::next_row(row)) {
    if (!base::take(at, base::name_in(row), base::Case::is_ignored)) continue;
    const int number = base::number_of(row);
    if (number < first_realtime_signal || !base::take(at, number == last_signal ? "-" : "+")) return number;
    const auto offset = static_cast<int>(base::take_number(at, last_signal - first_realtime_signal));
    if (offset < 0) return no_signal;
    return number == last_signal ? number - offset : number + offset;
  }
  return no_signal;
}

/// Appends a signal's name, such as TERM or RTMIN+3, or its number if it has no name.
constexpr void put_signal(base::Text& out, int number) {
  if (number >= first_realtime_signal) {
    out << "RTMIN+" << number - first_realtime_signal;
    return;
  }
  const char* const name = base::name_of(number, signal_rows);
  out << name;
  if (*name == '\0') out << number;
}

}  // namespace init
