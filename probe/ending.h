// What ends probe early, and the line that it prints then.
#pragma once

#include <csignal>
#include <string_view>

#include "base/number.h"
#include "base/signal_set.h"
#include "base/text.h"
#include "probe/model/verdict.h"
#include "probe/report.h"

namespace probe {

/// What the signal handler reads.
struct Snapshot {
  const char* word = nullptr;             // the target
  char address[64] = {};                  // the one that is tried, if the target does not name it
  const base::Text* last_line = nullptr;  // of the try before, if there was one
  base::Nanoseconds timeout = 0;          // the time for everything together
  std::string_view answer = {};           // what has come of it
};

/// Returns whether a caught signal ends probe. `code` is its si_code: an ALRM counts only if it is the
/// timer's, and not if another process sent it.
constexpr bool ends_probe(int signal, int code) { return signal != SIGALRM || code == SI_KERNEL; }

/// Returns which signal ends probe if `arrived` is caught while `pending` is (0: none is): TERM, INT and QUIT
/// outweigh the timer's ALRM.
constexpr int outweigh(int pending, int arrived) {
  return arrived == SIGALRM && pending != 0 ? pending : arrived;
}

/// The signals that end probe.
inline constexpr int ending_signals[] = {SIGALRM, SIGTERM, SIGINT, SIGQUIT};

/// The same, as a set.
inline constexpr base::SignalSet ending_set = [] {
  base::SignalSet signals = 0;
  for (const int signal : ending_signals) signals |= base::bit_of(signal);
  return signals;
}();

/// Those that ask probe to end before its time is up.
inline constexpr base::SignalSet interrupts = ending_set & ~base::bit_of(SIGALRM);

/// What a process gets that writes when the reader of its output is gone, or to a file that may not grow
/// (RLIMIT_FSIZE). They stay blocked: probe still exits with its own code.
inline constexpr base::SignalSet signals_of_output = base::bit_of(SIGPIPE) | base::bit_of(SIGXFSZ);

/// Returns whether a signal is one of `interrupts`. 0 is no signal.
constexpr bool is_interrupt(int signal) { return signal != 0 && (interrupts & base::bit_of(signal)) != 0; }

/// Appends the last line, when one of ending_signals ends probe in `phase`. If the time is up during a
/// try that is not the first, it is the line of the try before, which shows the reason.
constexpr void report_end(base::Text& line, const Snapshot& snapshot, Phase phase, int signal) {
  if (signal == SIGALRM && phase != Phase::execute && snapshot.last_line != nullptr) {
    line.append(snapshot.last_line->view());
    return;
  }
  base::TextOf<64> storage;
  const char* why = signal == SIGTERM  ? "interrupted by TERM"
                    : signal == SIGINT ? "interrupted by INT"
                                       : "interrupted by QUIT";
  if (signal == SIGALRM) {
    why = phase == Phase::wait ? "no time is left"
                               : describe_timeout(snapshot.timeout, !snapshot.answer.empty(), storage);
  }
  if (phase == Phase::execute) {
    line << "probe: " << why;
  } else {
    const bool is_late = signal == SIGALRM && phase == Phase::receive;
    const std::string_view part = is_late ? snapshot.answer : std::string_view{};
    report(line, "unhealthy", snapshot.word, failed(phase, why, part), snapshot.address);
  }
}

}  // namespace probe
