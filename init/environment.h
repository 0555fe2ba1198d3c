// What init changes in the environment that PROGRAM gets.
#pragma once

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"

namespace init {

/// Whether an entry of the environment is a variable of systemd's that names a process, and names this one:
/// the one that sockets are passed to (sd_listen_fds(3)) or that has to report (sd_watchdog_enabled(3)).
constexpr bool names_process(const char* entry, int pid) {
  const bool is_variable = base::take(entry, "LISTEN_PID=") || base::take(entry, "WATCHDOG_PID=");
  return is_variable && base::take_number(entry, 1 << 30) == pid && *entry == '\0';
}

/// Appends such an entry with another process, and a NUL. Returns it.
constexpr char* put_process(base::Text& out, const char* entry, int pid) {
  char* const start = out.end();
  while (*entry != '=') out.put(*entry++);
  (out << "=" << pid).put('\0');
  return start;
}

/// Whether an entry is the id of a process's descriptor, which would say that only init may take the sockets
/// (sd_listen_fds(3), LISTEN_PIDFDID). Without it, LISTEN_PID decides.
constexpr bool is_process_descriptor(const char* entry) { return base::take(entry, "LISTEN_PIDFDID="); }

}  // namespace init
