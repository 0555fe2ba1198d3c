// The timer that ends probe at its deadline.
#pragma once

#include "base/number.h"
#include "base/signal_set.h"
#include "probe/model/deadline.h"
#include "probe/os/output.h"
#include "probe/os/signals.h"

namespace probe {

/// Starts the timer, and installs the signal handlers, which print to `output`. `time` is how long everything
/// together may take from now on. Returns when that ends; if the kernel refuses the timer, without one.
Deadline start_deadline(base::Nanoseconds time, Output& output);

/// Moves `deadline`, which start_deadline() returned, and its timer later by `time`.
void extend_deadline(Deadline& deadline, base::Nanoseconds time);

/// Lets the timer of `deadline`, which start_deadline() returned, kill probe while it may be blocked on a
/// file (let_alarm_kill()). The timer then fires 100 ms after the deadline, so that a call that ends only
/// just in time is still reported.
void let_timer_kill(const Deadline& deadline);

/// Takes let_timer_kill() back. Exits with a line if the time is up.
void catch_timer(const Deadline& deadline);

/// Sleeps until `end`, a time of CLOCK_MONOTONIC, or until one of `signals` arrives, which must be blocked.
/// Returns whether one arrived. A handler that runs, or SIGSTOP and SIGCONT, may end the sleep early.
bool sleep_until(base::Nanoseconds end, base::SignalSet signals);

/// Cancels the timer, and restores the signals for the PROGRAM that follows (release_signals()).
void cancel_deadline();

}  // namespace probe
