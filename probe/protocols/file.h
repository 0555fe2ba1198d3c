// file:PATH: a file that exists and is young enough, such as the heartbeat of a worker that listens on no
// port.
#pragma once

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::file {

constexpr base::Expected check(const char* path) { return *path == '\0' ? "the path of a file" : nullptr; }

/// Judges by the time since the file was modified, which is negative if its time is in the future. The
/// message is written to `why`, which is empty.
constexpr Verdict judge_age(const Settings& settings, base::Nanoseconds age, base::Text& why) {
  const bool is_healthy = settings.max_age == 0 || age <= settings.max_age;
  why << "modified " << (age < 0 ? 0 : age / base::second) << "s ago";
  if (!is_healthy) why << ", over --max-age";
  why.put('\0');
  return is_healthy ? healthy(why.view().data()) : unhealthy(why.view().data());
}

inline constexpr ProtocolRow row = {
    .form = "file:PATH",
    .help = "the file exists, and is no older than --max-age",
    .protocol = {.scheme = "file", .takes = Form::path, .subject = Subject::file, .check = check},
};

}  // namespace probe::file
