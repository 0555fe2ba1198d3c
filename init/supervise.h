// The loop of init: asks the kernel what happened, asks step() what to do about it, and lets the kernel do
// that.
#pragma once

#include <algorithm>
#include <csignal>

#include "base/number.h"
#include "init/log.h"
#include "init/model.h"
#include "init/step.h"

namespace init {

/// `Kernel` is the one in init/os/kernel.h. Tests have another one, which plays a script.
template <class Kernel>
class Supervision {
 public:
  Supervision(Kernel& kernel, const Settings& settings)
      : kernel_(kernel), settings_(settings), state_(initial_state(settings)) {}

  /// Supervises until step() decides to exit, and returns the exit code. Reaps first, then sleeps.
  int run() {
    for (;;) {
      const bool has_reaped_all = reap();
      if (!is_exiting_ && is_alone()) handle(no_process_left);
      if (is_exiting_) return state_.exit_code;
      handle_signals(has_reaped_all);
    }
  }

 private:
  /// The most children that are reaped before init looks at signals and at the clock: orphans may come faster
  /// than they can be reaped.
  static constexpr int most_at_once = 64;

  /// How often init looks whether a process is left that is not its child: no signal tells when it ends.
  static constexpr base::Nanoseconds look_interval = base::second / 10;

  /// Reaps children that have died. Returns whether there are no more.
  bool reap() {
    has_children_ = true;
    for (int i = 0; i < most_at_once; ++i) {
      const Event event = kernel_.reap();
      if (event.kind == Event::Kind::nothing) return true;
      has_children_ = event.kind != Event::Kind::no_children;
      if (has_children_ || !is_exiting_) handle(event);
      if (!has_children_) return true;
    }
    return false;
  }

  /// Whether init has no process left to wait for.
  bool is_alone() { return state_.phase == Phase::lingering && kernel_.is_alone(widest_scope(settings_)); }

  /// Handles signals and the deadline until there may be something to reap, or until init exits. Sleeps if
  /// there is nothing to handle and `may_sleep`. (A SIGCHLD that a process sent may stand for one of the
  /// kernel's as well: of two that are pending, one is left.)
  void handle_signals(bool may_sleep) {
    const base::Nanoseconds look = next_look();
    while (!is_exiting_) {
      const Event event = kernel_.next_signal(std::min(deadline_, look), may_sleep);
      const bool is_look = event.kind == Event::Kind::expired && look < deadline_;
      if (is_look || event.kind == Event::Kind::children_changed) return;
      handle(event);
      if (event.signal == SIGCHLD || (!may_sleep && event.kind == Event::Kind::nothing)) return;
    }
  }

  /// Returns when init has to look whether a process is left; base::never if a signal will tell.
  base::Nanoseconds next_look() {
    if (state_.phase != Phase::lingering || has_children_) return base::never;
    return kernel_.now() + look_interval;
  }

  void handle(const Event& event) {
    if (event.kind >= Event::Kind::children_changed) return;
    if (event.kind == Event::Kind::expired) deadline_ = base::never;
    const Step next = step(settings_, state_, event);
    if (is_logged(settings_, next)) kernel_.log_event(event, next);
    state_ = next.state;
    if (next.wake_after != same_deadline) deadline_ = deadline_after(next.wake_after);
    bool is_kill_refused = false;
    for (const Action& action : next) is_kill_refused |= !kernel_.act(action) && action.signal == SIGKILL;
    if (next.exits) is_exiting_ = true;
    if (is_kill_refused) handle(kill_refused);
  }

  /// The monotonic time in `time` from now; base::never if `time` is that.
  [[nodiscard]] base::Nanoseconds deadline_after(base::Nanoseconds time) const {
    return time == base::never ? base::never : kernel_.now() + time;
  }

  Kernel& kernel_;
  const Settings& settings_;
  State state_;
  base::Nanoseconds deadline_ = base::never;
  bool has_children_ = true;
  bool is_exiting_ = false;
};

}  // namespace init
