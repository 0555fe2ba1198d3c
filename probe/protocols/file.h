// file:PATH: a file exists and is recent enough, such as the heartbeat of a worker that listens on no port.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::file {

constexpr base::Expected check(const char* path) { return base::expect(*path != '\0', "the path of a file"); }

/// Returns the age of a file at `now`, from the time when it was last modified (seconds and nanoseconds since
/// 1970): negative if that is in the future, and limited to about base::duration_limit either way.
constexpr base::Nanoseconds age_at(base::Nanoseconds now, std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t most = base::duration_limit / base::second;
  const std::int64_t now_seconds = now / base::second;
  // A file system may hold any 64 bits, so the difference could overflow.
  const std::int64_t oldest = now_seconds - most;
  const std::int64_t latest = now_seconds + most;
  const std::int64_t age = now_seconds - std::clamp(seconds, oldest, latest);
  return age * base::second + (now % base::second - nanoseconds);
}

/// Judges by the age of a file, as age_at() returns it. The message is written to `storage`, which must be
/// empty.
constexpr Verdict judge_age(const Settings& settings, base::Nanoseconds age, base::Text& storage) {
  const bool is_healthy = settings.max_age == 0 || age <= settings.max_age;
  storage << "modified " << (age < 0 ? 0 : age / base::second) << "s ago";
  if (!is_healthy) storage << ", over --max-age";
  storage.put('\0');
  return is_healthy ? healthy(storage.view().data()) : unhealthy(storage.view().data());
}

inline constexpr ProtocolRow row = {
    .form = "file:PATH",
    .help = "the file exists and is not older than --max-age",
    .protocol =
        {.scheme = "file", .takes = Form::path, .subject = Subject::file, .check = check, .uses = use_age},
};

}  // namespace probe::file
