// The types of what init knows and decides: the settings, the state, events, and the steps that follow them.
// step.h decides.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "base/number.h"
#include "init/signals.h"

namespace init {

/// How far a signal goes: the processes that it is sent to.
enum class Scope : std::uint8_t {
  program,
  group,     // PROGRAM's process group
  everyone,  // every process that init may signal, by kill(-1): only as PID 1
};

/// A map from the numbers below `count` to bytes. At first, each number is mapped to itself. (The differences
/// are stored, so that the first state is all zeros, which take no space in the file.)
template <std::size_t count>
class NumberMap {
 public:
  constexpr void change(std::size_t from, std::int64_t to) {
    changes_[from] = static_cast<std::uint8_t>(static_cast<std::size_t>(to) - from);
  }
  constexpr std::uint8_t operator[](std::size_t from) const {
    return static_cast<std::uint8_t>(from + changes_[from]);
  }

 private:
  std::array<std::uint8_t, count> changes_{};
};

/// What asks to stop, as a set (bit_of()): what engines, shells and terminals send.
inline constexpr std::uint64_t default_stop_signals = bit_of(SIGTERM) | bit_of(SIGINT);

/// What the user asked for, and what init found out about its own process.
struct Settings {
  base::Nanoseconds kill_after = 0;  // 0 (in all three times): the option was not given
  base::Nanoseconds drain = 0;
  base::Nanoseconds linger = 0;
  Scope scope = Scope::program;  // of the signals that are forwarded
  bool warn_on_reap = false;
  bool verbose = false;
  bool pause = false;
  bool is_pid1 = false;
  bool is_session_leader = false;
  bool has_terminal = false;       // init has a controlling terminal, so PROGRAM has the same
  bool is_stdin_terminal = false;  // and it is init's stdin: PROGRAM gets its foreground at once
  std::uint64_t stop_signals = default_stop_signals;
  NumberMap<last_signal + 1> rewrite;  // the signal that is sent instead of each; 0: none is
  NumberMap<256> exit_codes;           // the exit code that init has instead of each of PROGRAM's
  NumberMap<256> exit_codes_if_sent;   // the same for 128+N, if init had sent signal N
};

enum class Phase : std::uint8_t {
  running,
  draining,     // a stop signal is held back
  terminating,  // a stop signal was sent
  killing,      // KILL was sent: PROGRAM did not exit in time
  lingering,    // PROGRAM has exited, and the processes that it left have been asked to exit
  pausing,      // there is no PROGRAM (--pause)
};

/// The exit code if init itself failed, which is docker run's and timeout(1)'s for that too.
inline constexpr int exit_init_failed = 125;

/// The processes that init has sent a stop signal to.
enum class Asked : std::uint8_t { none, program, group, everyone };

struct State {
  std::uint64_t sent = 0;  // a set (bit_of()) of the signals that were sent
  Phase phase = Phase::running;
  Asked asked = Asked::none;
  bool is_suspended = false;                  // PROGRAM is, as far as init knows
  std::uint8_t exit_code = exit_init_failed;  // PROGRAM's, once it has exited
  std::uint8_t held = 0;                      // draining: the signal that is held back; 0: none
};

struct Event {
  enum class Kind : std::uint8_t {
    got,              // a signal came
    program_died,     // with `status`
    orphan_died,      // the process `pid`, with `status`
    suspended,        // `signal` suspended PROGRAM
    no_children,      // init has no child left
    no_process_left,  // lingering: init has no process to wait for
    kill_refused,     // init may not send KILL to PROGRAM
    expired,          // the deadline has passed
    // Only the loop needs these (supervise.h). They are never passed to step():
    children_changed,  // there is something to reap
    orphan_suspended,
    nothing,
  };
  Kind kind = Kind::nothing;
  bool is_queued = false;      // got: it came with a value (sigqueue(3))
  bool is_foreground = false;  // suspended: init's process group is the terminal's foreground
  int signal = 0;
  int pid = 0;  // the sender (0: the kernel, or a process outside of the namespace), or the process that died
  int status = 0;  // of the process that died, as wait(2) returns it
};

/// Makers of events, so that tests read as sentences: step(settings, state, got(SIGTERM)).
constexpr Event got(int signal) { return {.kind = Event::Kind::got, .signal = signal}; }
constexpr Event program_died(int status) { return {.kind = Event::Kind::program_died, .status = status}; }
constexpr Event orphan_died(int pid) { return {.kind = Event::Kind::orphan_died, .pid = pid}; }
constexpr Event suspended(int signal, bool is_foreground) {
  return {.kind = Event::Kind::suspended, .is_foreground = is_foreground, .signal = signal};
}
inline constexpr Event no_children{.kind = Event::Kind::no_children};
inline constexpr Event no_process_left{.kind = Event::Kind::no_process_left};
inline constexpr Event kill_refused{.kind = Event::Kind::kill_refused};
inline constexpr Event expired{.kind = Event::Kind::expired};
inline constexpr Event children_changed{.kind = Event::Kind::children_changed};
inline constexpr Event nothing_happened{};

struct Action {
  enum class Kind : std::uint8_t {
    send,           // `signal` to the processes in `scope`, with the value that came with it if `is_queued`
    give_terminal,  // make PROGRAM's process group the terminal's foreground, if init's is
    suspend_self,   // after `signal` suspended PROGRAM: the shell that started init sees its job suspended
  };
  Kind kind = Kind::send;
  Scope scope = Scope::program;
  std::uint8_t signal = 0;
  bool is_queued = false;
};

inline constexpr base::Nanoseconds same_deadline = -1;

/// What is done about one event: first the line, then the actions, then the exit.
struct Step {
  State state;                                   // the new one
  base::Nanoseconds wake_after = same_deadline;  // or the time from now to a new deadline, or base::never
  std::array<Action, 4> actions{};               // in this order
  std::uint8_t count = 0;                        // of the actions
  bool is_reported = false;                      // a line is written about the event, also without --verbose
  bool exits = false;                            // init exits, with the state's exit code

  constexpr void add(const Action& action) { actions[count++] = action; }
  [[nodiscard]] constexpr const Action* begin() const { return actions.data(); }
  [[nodiscard]] constexpr const Action* end() const { return actions.data() + count; }
};

}  // namespace init
