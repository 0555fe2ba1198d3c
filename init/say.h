// The lines that init says of what happens.
#pragma once

#include <sys/wait.h>

#include "base/text.h"
#include "init/model.h"
#include "init/signals.h"

namespace init {

/// In the order of Event::Kind.
inline constexpr char event_texts[][18] = {
    "got ", "PROGRAM ended", "reaped ", "PROGRAM stopped, ", "nobody is left", "time is up",
};

/// In the order of Target.
inline constexpr char target_texts[][16] = {"PROGRAM", "its group", "every process"};

constexpr void describe_event(base::Text& line, const Event& event) {
  line << event_texts[static_cast<int>(event.kind)];
  if (event.signal != 0) {
    name_signal(event.signal, line);
    if (event.pid > 0) line << " from " << event.pid;
  } else if (event.kind == Event::Kind::orphan_died) {
    line << event.pid;
  }
  if (event.kind != Event::Kind::program_died && event.kind != Event::Kind::orphan_died) return;
  if (WIFEXITED(event.status)) {
    line << ", exit code " << WEXITSTATUS(event.status);
  } else {
    line << ", by ";
    name_signal(WTERMSIG(event.status), line);
  }
}

/// Writes what is to be said of one event and what is done about it. Returns
/// whether it is to be said: where somebody asked, or it is out of the ordinary.
constexpr bool describe(base::Text& line, const Settings& settings, const Event& event, const Step& step) {
  bool is_worth_saying = settings.verbose;
  describe_event(line, event);
  for (const Action& action : step) {
    if (action.kind == Action::Kind::note) is_worth_saying = true;
    if (action.kind == Action::Kind::leave) line << "; leaving";
    if (action.kind != Action::Kind::send) continue;
    line << "; sending ";
    name_signal(action.signal, line);
    line << " to " << target_texts[static_cast<int>(action.target)];
  }
  return is_worth_saying;
}

}  // namespace init
