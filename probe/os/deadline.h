// The one timer, which ends everything.
#pragma once

#include <csignal>

#include "base/number.h"
#include "probe/model/deadline.h"
#include "probe/os/output.h"
#include "probe/os/signals.h"

namespace probe {

/// Starts the timer and has the signals caught. `time` is what everything together may take, from now on.
/// Returns when that ends. If the kernel refuses the timer, the deadline has none. What the signals print
/// goes to `output`.
Deadline start_deadline(base::Nanoseconds time, Output& output);

/// Ends `deadline`, which start_deadline() returned, later by `time`.
void extend_deadline(Deadline& deadline, base::Nanoseconds time);

/// Lets the timer kill probe, for as long as it may be blocked on a file (let_alarm_kill()). The timer fires
/// a little later then, so that what ends in time is reported.
void let_timer_kill();

/// Takes let_timer_kill() back. Exits with a line if the time is up.
void catch_timer();

/// Sleeps for `time` or until one of `stops` arrives, which must be blocked. Returns whether one arrived. A
/// handler that runs, or SIGSTOP and SIGCONT, may end the sleep early.
bool sleep_until_signal(base::Nanoseconds time, const sigset_t& stops);

/// Stops the timer, and restores the signals for the PROGRAM that follows (release_signals()).
void stop_deadline();

}  // namespace probe
