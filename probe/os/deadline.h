// The one timer, and the signals that end probe early. Whatever it is doing then, the
// handler says what that was and leaves with 1.
#pragma once

#include <csignal>
#include <string_view>

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe {

/// What is going on, for whoever has to say so at any instant.
struct Progress {
  const char* word = "";                  // the target
  char address[64] = {};                  // the one that is tried, if the target does not name it
  base::Text* last_line = nullptr;        // what came of the try before, if there was one
  volatile bool has_answer = false;       // a part of it
  base::Nanoseconds end = base::never;    // when everything ends
  bool is_timed = false;                  // there is a timer to do that
  volatile Phase phase = Phase::nothing;  // nothing: there is nothing to say
};

extern Progress progress;

/// TERM and INT.
sigset_t stop_signals();

/// Holds SIGALRM, SIGTERM and SIGINT back, until there is somebody to hear them. It comes first.
void block_signals();

/// Lets them do again what they did.
void restore_signals();

/// Starts the time that everything has together: `time` from now. The signals work from here on even if they
/// were blocked or ignored, and for PID 1 too. Where the kernel gives no timer, nothing is done without a
/// limit of its own.
void start_deadline(base::Nanoseconds time);

/// Gives everything more time.
void extend_deadline(base::Nanoseconds time);

/// Lets the timer kill, or not: while a file system does not answer, as when the server of a mount is gone,
/// no handler is called, and only what kills is heard. It does so a little late, and where that was not
/// needed but the time is up, probe ends as it does elsewhere. Stops wait meanwhile.
void let_timer_kill(bool does_kill);

/// Ends it, leaves no timer, and gives the signals back as they were to a program that is to follow: those
/// that are not ignored once it does. A stop that comes before ends probe.
void stop_deadline();

/// Ends probe where a signal waits to do that.
void exit_if_signalled();

/// Lets time pass, but for the first of `stops`, which are blocked. Returns whether one came. A pause or
/// another signal may cut it short.
bool sleep_until_signal(base::Nanoseconds time, const sigset_t& stops);

/// Whether TERM or INT waits to end probe.
bool is_stopped();

/// Says in the line that the handler prints which address is tried; empty: the target names it.
void set_address(std::string_view address);

/// Says in the line that the handler prints that a part of the answer came.
void note_answer();

/// Goes on to a phase: up to the one that connects, there is no answer. While it is `nothing`, the signals
/// wait.
void set_phase(Phase phase);

}  // namespace probe
