// The loop: asks the kernel what happened, asks step() what to do, does it.
#pragma once

#include <cerrno>
#include <csignal>

#include "base/number.h"
#include "init/model.h"
#include "init/step.h"

namespace init {

/// Supervises until there is reason to leave, and returns the exit code to leave
/// with. Reaps first, then sleeps; before it leaves it reaps what died meanwhile.
/// `Kernel` is kernel.h's, or a test's script.
template <class Kernel>
int supervise(Kernel& kernel, const Settings& settings) {
  State state = initial_state(settings);
  base::Nanoseconds deadline = base::never;
  bool is_reaping = true;
  bool is_leaving = false;
  for (;;) {
    const Event event = is_reaping ? kernel.reap() : kernel.sleep_until_signal(deadline);
    const bool is_nobody_dead = event.kind == Event::Kind::nothing || event.kind == Event::Kind::alone;
    if (is_leaving && is_nobody_dead) return state.exit_code;
    // A SIGCHLD that somebody sent may stand for one of the kernel's as well.
    is_reaping =
        is_reaping ? !is_nobody_dead : event.kind == Event::Kind::children_changed || event.signal == SIGCHLD;
    if (event.kind >= Event::Kind::children_changed) continue;
    if (event.kind == Event::Kind::expired) deadline = base::never;

    const Step next = step(settings, state, event);
    kernel.log_event(settings, event, next);
    state = next.state;
    if (next.wake_after != as_before) deadline = kernel.after(next.wake_after);
    for (const Action& action : next) {
      if (action.kind == Action::Kind::leave) is_leaving = is_reaping = true;
      kernel.act(action);
    }
  }
}

}  // namespace init
