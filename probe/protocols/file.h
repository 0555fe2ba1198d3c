// file:PATH: a file that exists and is young enough, such as the heartbeat of a worker that listens on no
// port.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::file {

constexpr base::Expected check(const char* path) { return base::expect(*path != '\0', "the path of a file"); }

/// Returns the age of a file at `now`, by the time when it was last modified (seconds and nanoseconds since
/// 1970): below 0 if that is still to come. A file may be of any time: at most base::longest_duration is
/// returned.
constexpr base::Nanoseconds age_at(base::Nanoseconds now, std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t most = base::longest_duration / base::second;
  const std::int64_t now_seconds = now / base::second;
  // The difference of the seconds may not fit (a file system may hold any 64 bits).
  const std::int64_t oldest = now_seconds - most;
  const std::int64_t latest = now_seconds + most;
  const std::int64_t age = now_seconds - std::clamp(seconds, oldest, latest);
  return age * base::second + (now % base::second - nanoseconds);
}

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
    .help = "the file exists and is not older than --max-age",
    .protocol = {.scheme = "file", .takes = Form::path, .subject = Subject::file, .check = check},
};

}  // namespace probe::file
