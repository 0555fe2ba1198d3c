// The variable LISTEN_PID, which names the process that systemd passes sockets to (sd_listen_fds(3)).
#pragma once

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"

namespace init {

/// Whether an entry of the environment is LISTEN_PID with this process's number.
constexpr bool is_listen_pid(const char* entry, int pid) {
  return base::take(entry, "LISTEN_PID=") && base::take_number(entry, 1 << 30) == pid && *entry == '\0';
}

/// Writes LISTEN_PID with a process's number, and a NUL at its end.
constexpr void write_listen_pid(base::Text& entry, int pid) { (entry << "LISTEN_PID=" << pid).put('\0'); }

}  // namespace init
