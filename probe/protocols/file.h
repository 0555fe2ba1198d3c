// file:PATH: a file exists and is recent enough, such as the heartbeat of a worker that listens on no port.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/number.h"
#include "probe/model/failure.h"
#include "probe/model/protocol.h"

namespace probe::file {

constexpr base::Expected check(const char* path) { return base::expect(*path != '\0', "the path of a file"); }

/// Returns the age of a file at `now`, from the time when it was last modified (seconds and nanoseconds since
/// 1970): negative if that is in the future, and limited to about 292 years either way.
constexpr base::Nanoseconds age_at(base::Nanoseconds now, std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t most = base::never / base::second - 1;
  const std::int64_t now_seconds = now / base::second;
  // A file system may hold any 64 bits, so the difference could overflow.
  const std::int64_t age = now_seconds - std::clamp(seconds, now_seconds - most, now_seconds + most);
  return age * base::second + (now % base::second - nanoseconds);
}

/// Appends an age in whole seconds.
constexpr void put_age(base::Text& line, base::Nanoseconds age) {
  const base::Nanoseconds seconds = age / base::second;
  line << (seconds < 0 ? -seconds : seconds) << (seconds < 0 ? "s in the future" : "s ago");
}

/// Judges by the age of a file, as age_at() returns it: a time in the future is as wrong as one long ago. The
/// message is written to `storage`, which must be empty. If it is unhealthy, the age itself is only shown
/// with --verbose: Kubernetes counts messages that are equal as one event.
constexpr Verdict judge_age(const Settings& settings, base::Nanoseconds age, base::Text& storage) {
  const bool is_future = age < 0;
  const bool is_healthy = settings.max_age == 0 || (is_future ? -age : age) <= settings.max_age;
  if (is_healthy) {
    put_age(storage << "modified ", age);
  } else {
    storage << (is_future ? "modified over " : "not modified for over ");
    put_time(storage, settings.max_age);
    if (is_future) storage << " in the future";
    if (settings.verbose) put_age(storage << ": ", age);
  }
  storage.put('\0');
  return is_healthy ? healthy(storage.view().data()) : unhealthy(storage.view().data());
}

inline constexpr ProtocolRow row = {
    .form = "file:PATH",
    .help = "the file exists and is not older than --max-age",
    .protocol = {.scheme = "file", .takes = Form::path, .subject = Subject::file, .uses = use_age},
    .check = check,
};

}  // namespace probe::file
