// The lines that init writes about events.
#pragma once

#include <sys/wait.h>

#include <cstdint>

#include "base/names.h"
#include "base/text.h"
#include "init/model.h"
#include "init/signals.h"

namespace init {

/// What happened, for each event that step() is given.
inline constexpr base::Name event_names[] = {
    {static_cast<std::uint8_t>(Event::Kind::got), "got "},
    {static_cast<std::uint8_t>(Event::Kind::program_died), "PROGRAM ended"},
    {static_cast<std::uint8_t>(Event::Kind::orphan_died), "reaped "},
    {static_cast<std::uint8_t>(Event::Kind::suspended), "PROGRAM suspended by "},
    {static_cast<std::uint8_t>(Event::Kind::no_children), "no child is left"},
    {static_cast<std::uint8_t>(Event::Kind::no_process_left), "no process is left"},
    {static_cast<std::uint8_t>(Event::Kind::kill_refused), "may not kill PROGRAM"},
    {static_cast<std::uint8_t>(Event::Kind::expired), "time is up"},
};

inline constexpr base::Name scope_names[] = {
    {static_cast<std::uint8_t>(Scope::program), "PROGRAM"},
    {static_cast<std::uint8_t>(Scope::group), "its group"},
    {static_cast<std::uint8_t>(Scope::everyone), "every process"},
};

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
    line << " to " << base::name_of(static_cast<int>(action.scope), base::packed<scope_names>.data());
  }
  if (step.exits) line << "; exiting";
}

}  // namespace init
