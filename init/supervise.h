// The loop of init: asks the kernel what happened, asks step() what to do about it, and lets the kernel do
// that.
#pragma once

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
  /// Children that died before it exits are reaped.
  int run() {
    for (;;) {
      reap_all();
      if (is_exiting_) return state_.exit_code;
      sleep_until_children_change();
    }
  }

 private:
  /// Reaps every child that has died.
  void reap_all() {
    for (;;) {
      const Event event = kernel_.reap();
      if (event.kind == Event::Kind::nothing) return;
      if (event.kind == Event::Kind::no_children && is_exiting_) return;
      handle(event);
      if (event.kind == Event::Kind::no_children) return;
    }
  }

  /// Handles signals and the deadline until there may be something to reap, or until init exits. (A SIGCHLD
  /// that a process sent may stand for one of the kernel's as well: of two that are pending, one is left.)
  void sleep_until_children_change() {
    bool have_changed = false;
    while (!have_changed && !is_exiting_) {
      const Event event = kernel_.sleep_until_signal(deadline_);
      handle(event);
      have_changed = event.kind == Event::Kind::children_changed || event.signal == SIGCHLD;
    }
  }

  void handle(const Event& event) {
    if (event.kind >= Event::Kind::children_changed) return;
    if (event.kind == Event::Kind::expired) deadline_ = base::never;
    const Step next = step(settings_, state_, event);
    if (is_logged(settings_, next)) kernel_.log_event(event, next);
    state_ = next.state;
    if (next.wake_after != same_deadline) deadline_ = deadline_after(next.wake_after);
    for (const Action& action : next) kernel_.act(action);
    if (next.exits) is_exiting_ = true;
  }

  /// The monotonic time in `time` from now; base::never if `time` is that.
  [[nodiscard]] base::Nanoseconds deadline_after(base::Nanoseconds time) const {
    return time == base::never ? base::never : kernel_.now() + time;
  }

  Kernel& kernel_;
  const Settings& settings_;
  State state_;
  base::Nanoseconds deadline_ = base::never;
  bool is_exiting_ = false;
};

}  // namespace init
