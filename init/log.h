// The lines that init writes about events.
#pragma once

#include <sys/wait.h>

#include "base/names.h"
#include "base/text.h"
#include "init/model.h"
#include "init/signals.h"

namespace init {

/// By Event::Kind.
inline constexpr base::Name event_names[] = {
    {0, "got "},
    {1, "PROGRAM ended"},
    {2, "reaped "},
    {3, "PROGRAM suspended by "},
    {4, "no child is left"},
    {5, "time is up"},
};

/// By Target.
inline constexpr base::Name target_names[] = {{0, "PROGRAM"}, {1, "its group"}, {2, "every process"}};

/// Appends what happened.
constexpr void describe_event(base::Text& line, const Event& event) {
  line << base::name_of(static_cast<int>(event.kind), base::packed<event_names>.data());
  if (event.signal != 0) {
    put_signal(line, event.signal);
    if (event.pid > 0) line << " from " << event.pid;
  } else if (event.kind == Event::Kind::orphan_died) {
    line << event.pid;
  }
  if (event.kind != Event::Kind::program_died && event.kind != Event::Kind::orphan_died) return;
  if (WIFEXITED(event.status)) {
    line << ", exit code " << WEXITSTATUS(event.status);
  } else {
    line << ", by ";
    put_signal(line, WTERMSIG(event.status));
  }
}

/// Whether a line is written about an event: always with --verbose, else only if its step reports it.
constexpr bool is_logged(const Settings& settings, const Step& step) {
  return settings.verbose || step.is_reported;
}

/// Appends what happened and what is done about it.
constexpr void describe(base::Text& line, const Event& event, const Step& step) {
  describe_event(line, event);
  for (const Action& action : step) {
    if (action.kind != Action::Kind::send) continue;
    line << "; sending ";
    put_signal(line, action.signal);
    line << " to " << base::name_of(static_cast<int>(action.target), base::packed<target_names>.data());
  }
  if (step.exits) line << "; exiting";
}

}  // namespace init
