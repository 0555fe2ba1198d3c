// The signals that end probe early: the timer's ALRM, and the interrupts TERM, INT and QUIT. Their handler
// prints what probe was doing, and exits with 1. It reads a snapshot (probe/ending.h), which the functions
// here write and nothing else reads.
#pragma once

#include <csignal>
#include <string_view>

#include "base/number.h"
#include "base/signal_set.h"
#include "base/text.h"
#include "probe/ending.h"
#include "probe/model/verdict.h"
#include "probe/os/output.h"

namespace probe {

/// What the functions here keep, and what the handler reads.
struct SignalState {
  Snapshot snapshot;
  volatile Phase phase = Phase::nothing;
  volatile sig_atomic_t pending = 0;  // the signal that was caught, if one was
  Output* output = nullptr;
  base::SignalSet given_mask = 0;
  base::SignalSet ignored = 0;  // of ending_signals, when probe started
};

/// Blocks these signals until start_deadline() installs handlers. Call first. `state` must last until the
/// process ends.
void block_signals(SignalState& state);

/// Restores the signal mask that probe was started with, and keeps `blocked` blocked.
void restore_signals(base::SignalSet blocked = 0);

/// Installs the handlers, which print to `output`; `timeout` is the time that they print. Returns whether
/// the kernel does that.
bool catch_signals(base::Nanoseconds timeout, Output& output);

/// Unblocks the signals. They work even if they were blocked or ignored, and in PID 1. An ALRM that was
/// pending is dropped: it may have been sent before probe started.
void unblock_signals();

/// Acts as if the timer's ALRM were caught now: it is pending until the next phase.
void note_timer();

/// Gives SIGALRM its default action: a process blocked on a dead mount runs no handler, but can be killed.
/// The interrupts are blocked first: a caught one that is pending would keep SIGALRM from killing.
void let_alarm_kill();

/// Takes let_alarm_kill() back.
void catch_alarm();

/// Restores the signals for the PROGRAM that follows: those that were ignored are ignored again. Exits if
/// an interrupt was caught before.
void release_signals();

/// Prints the last line, and exits.
[[noreturn]] void exit_by_signal(int signal);

/// Exits if a caught signal is pending.
void exit_if_signalled();

/// Whether an interrupt was caught and is pending.
bool is_interrupted();

/// Sets the target that the handler names, and forgets the address and the line of another. `word` must last.
/// Call only in the phase `nothing`, when the handler does not read the snapshot.
void set_target(const char* word);

/// Sets the line that the handler prints if the time is up during the next try, and forgets the address of
/// the try before. `line` must last as long as the target. Call only in the phase `nothing`.
void set_last_line(const base::Text& line);

/// Sets the address that the handler names: the one that is tried, if the target does not name it itself;
/// otherwise empty. It is copied, and cut after 63 bytes. Call only in the phase `nothing`.
void set_address(std::string_view address);

/// Tells the handler that a part of an answer has come, which must last. It continues the part before if it
/// follows that in memory, and otherwise replaces it.
void note_answer(std::string_view part);

/// Sets what the handler reports that probe is doing, and exits if a caught signal is pending. In the phases
/// up to `connect`, no part of an answer has come. In the phase `nothing`, caught signals stay pending.
void set_phase(Phase phase);

}  // namespace probe
