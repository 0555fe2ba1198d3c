// The words in which init thinks: what the user asked for, what happened, and
// what can be done about it. core.h decides with them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/number.h"
#include "init/signals.h"

namespace init {

enum class Target : std::uint8_t {
  program,
  group,     // PROGRAM's process group
  everyone,  // kill(-1): every process there is. As PID 1 only.
};

/// A number for each number, each itself until it is changed. (What is kept is the
/// change: zeros cost nothing to start with.)
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

/// What the user asked for, and where init stands.
struct Settings {
  base::Nanoseconds kill_after = 0;  // of each time 0 is: not at all
  base::Nanoseconds drain = 0;
  base::Nanoseconds linger = 0;
  Target target = Target::program;
  bool warn_on_reap = false;
  bool verbose = false;
  bool pause = false;
  bool is_pid1 = false;
  bool is_session_leader = false;
  bool has_terminal = false;           // PROGRAM was started on init's controlling terminal
  NumberMap<last_signal + 1> rewrite;  // the signal that is sent in place of each, or 0
  NumberMap<256> exit_codes;
  NumberMap<256> exit_codes_if_sent;  // of 128+N, where init had sent N
};

enum class Phase : std::uint8_t {
  running,
  draining,   // a TERM is held back
  stopping,   // a stop signal was sent
  killing,    // KILL was sent: PROGRAM had its time
  lingering,  // PROGRAM is dead, what it left is being ended
  pausing,    // there is no PROGRAM
};

inline constexpr int exit_init_failed = 125;

struct State {
  std::uint64_t sent = 0;  // bit n - 1: signal n was sent on
  Phase phase = Phase::running;
  std::uint8_t exit_code = exit_init_failed;  // PROGRAM's, once it is known
  std::uint8_t held = 0;                      // draining: the signal that is held back
};

struct Event {
  enum class Kind : std::uint8_t {
    got,           // a signal
    program_died,  // with `status`
    orphan_died,   // the process `pid`, with `status`
    stopped,       // PROGRAM was, by `signal`
    alone,         // there is no child any more
    expired,       // the time of the last wake_after is up
    // The kernel's own business, which step() never sees:
    children_changed,
    nothing,
  };
  Kind kind = Kind::nothing;
  bool is_queued = false;      // by sigqueue(3), with a value
  bool is_foreground = false;  // stopped: init's own group has the terminal
  int signal = 0;
  int pid = 0;     // of who sent the signal (0: from outside the namespace), or who died
  int status = 0;  // as wait(2) has it
};

/// Events read as sentences: step(settings, state, got(SIGTERM)).
constexpr Event got(int signal) { return {.kind = Event::Kind::got, .signal = signal}; }
constexpr Event program_died(int status) { return {.kind = Event::Kind::program_died, .status = status}; }
constexpr Event orphan_died(int pid) { return {.kind = Event::Kind::orphan_died, .pid = pid}; }
constexpr Event stopped(int signal, bool is_foreground) {
  return {.kind = Event::Kind::stopped, .is_foreground = is_foreground, .signal = signal};
}
inline constexpr Event alone{.kind = Event::Kind::alone};
inline constexpr Event expired{.kind = Event::Kind::expired};

struct Action {
  enum class Kind : std::uint8_t {
    send,           // `signal` to `target`, with the value that came where `is_queued`
    note,           // say what happened, even where nobody asked
    give_terminal,  // to PROGRAM's group, if init's own group has it
    stop_self,      // so that the shell above sees its job stop, by `signal`
    leave,          // with the state's exit code
  };
  Kind kind = Kind::leave;
  Target target = Target::program;
  std::uint8_t signal = 0;
  bool is_queued = false;
};

inline constexpr base::Nanoseconds as_before = -1;

struct Step {
  State state;
  base::Nanoseconds wake_after = as_before;  // or base::never
  std::array<Action, 4> actions{};
  std::uint8_t count = 0;

  constexpr void add(const Action& action) { actions[count++] = action; }
  [[nodiscard]] constexpr const Action* begin() const { return actions.data(); }
  [[nodiscard]] constexpr const Action* end() const { return actions.data() + count; }
};

}  // namespace init
