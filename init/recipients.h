// Which processes receive a signal that init sends.
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>

#include "init/model.h"

namespace init {

/// What is known of PROGRAM's process. After PROGRAM was reaped, its number may belong to another process.
struct Program {
  int pid = -1;  // -1: there is no PROGRAM (--pause)
  bool is_reaped = false;

  [[nodiscard]] constexpr bool is_there() const { return pid > 0 && !is_reaped; }
};

/// The recipients of a signal, as kill(2) takes them, in the order in which they are tried: only one of them
/// gets the signal.
struct Recipients {
  std::array<int, 2> pids{};
  int count = 0;

  constexpr void add(int pid) { pids[static_cast<std::size_t>(count++)] = pid; }
  [[nodiscard]] constexpr const int* begin() const { return pids.data(); }
  [[nodiscard]] constexpr const int* end() const { return pids.data() + count; }
};

/// Returns the recipients of an action's signal. PROGRAM may have moved to another process group, so that its
/// old one is empty: then only its own number reaches it. That number is not used after PROGRAM was reaped.
/// The group's number still is: as long as the group has a process, the kernel gives its number to no other.
constexpr Recipients recipients_of(Scope scope, const Program& program) {
  Recipients recipients;
  if (scope == Scope::everyone) recipients.add(-1);
  if (scope == Scope::group && program.pid > 0) recipients.add(-program.pid);
  if (scope != Scope::everyone && program.is_there()) recipients.add(program.pid);
  return recipients;
}

/// Whether the next recipient is tried after kill(2) returned `result`, 0 or an error (negative): only if
/// this one does not exist.
constexpr bool is_next_tried(int result) { return result == -ESRCH; }

/// Whether a signal can be sent with its value: only to one process (rt_sigqueueinfo(2)).
constexpr bool can_queue(const Action& action, int recipient) { return action.is_queued && recipient > 0; }

}  // namespace init
