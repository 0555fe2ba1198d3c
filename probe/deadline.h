// The one timer, and the signals that end probe early. Whatever it is doing then, the
// handler says what that was and leaves with 1.
#pragma once

#include <csignal>

#include "base/number.h"
#include "probe/protocol.h"

namespace probe {

/// What is going on, for whoever has to say so at any instant.
struct Progress {
  const char* word = "";                  // the target
  char address[64] = {};                  // the one that is tried, if the target does not name it
  volatile bool has_answer = false;       // a part of it
  base::Nanoseconds end = base::never;    // when everything ends
  bool is_timed = false;                  // there is a timer to do that
  volatile Phase phase = Phase::nothing;  // nothing: there is nothing to say
};

extern Progress progress;

/// Starts the time that everything has together: `time` from now. SIGALRM, SIGTERM and SIGINT work from here
/// on even if they were blocked or ignored, and for PID 1 too. Where the kernel gives no timer, nothing is
/// done without a limit of its own.
void start_deadline(base::Nanoseconds time);

/// Gives everything more time.
void extend_deadline(base::Nanoseconds time);

/// Ends it, leaves no timer, and gives the signals back as they were, for a program that is to
/// follow. A signal that came meanwhile ends probe.
void stop_deadline();

/// Lets time pass, until a signal comes at most: of those that `mask` lets through, if there is one.
void rest(base::Nanoseconds time, const sigset_t* mask = nullptr);

/// Whether a signal waits to end probe; it has had its effect then.
bool take_waiting_signal();

/// Goes on to a phase. While it is `nothing`, the signals wait.
void enter(Phase phase);

/// What an errno means, in words that last until the next call.
const char* describe(int error);

/// Says that no answer came within `time`, in words that last until the next call.
const char* describe_silence(base::Nanoseconds time);

}  // namespace probe
