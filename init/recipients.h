// Which processes receive a signal that init sends.
#pragma once

#include <array>
#include <cstddef>

#include "init/model.h"

namespace init {

/// What is known of PROGRAM's process and its process group. A number that no process of PROGRAM's holds any
/// more may belong to a stranger.
struct Program {
  int pid = -1;  // and the number of its process group; -1: there is no PROGRAM (--pause)
  bool is_reaped = false;
  bool has_left_group = false;  // PROGRAM itself has moved to another process group
  bool is_group_gone = false;   // PROGRAM was reaped, and init has no child in its group

  [[nodiscard]] constexpr bool is_there() const { return pid > 0 && !is_reaped; }
};

/// Whether PROGRAM has left the process group that it was started in. `group` is what getpgid(2) returned for
/// it: its group or an error (negative).
constexpr bool has_left_group(const Program& program, int group) {
  return program.is_there() && group > 0 && group != program.pid;
}

/// The recipients of a signal, as kill(2) takes them. Each of them gets it.
struct Recipients {
  std::array<int, 2> pids{};
  int count = 0;

  constexpr void add(int pid) { pids[static_cast<std::size_t>(count++)] = pid; }
  [[nodiscard]] constexpr const int* begin() const { return pids.data(); }
  [[nodiscard]] constexpr const int* end() const { return pids.data() + count; }
};

/// Returns the recipients of an action's signal. Only numbers are used that the kernel cannot have given to
/// another process: PROGRAM's own until it is reaped, and its group's as long as PROGRAM or a child of init
/// is in it.
constexpr Recipients recipients_of(Scope scope, const Program& program) {
  Recipients recipients;
  if (scope == Scope::everyone) recipients.add(-1);
  if (scope == Scope::group && program.pid > 0 && !program.is_group_gone) recipients.add(-program.pid);
  const bool is_apart = scope == Scope::group && program.has_left_group;
  if ((scope == Scope::program || is_apart) && program.is_there()) recipients.add(program.pid);
  return recipients;
}

/// Whether a signal can be sent with its value: only to one process (rt_sigqueueinfo(2)).
constexpr bool can_queue(const Action& action, int recipient) { return action.is_queued && recipient > 0; }

}  // namespace init
