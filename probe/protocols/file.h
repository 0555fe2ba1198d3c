// file:PATH: the heartbeat of a worker that listens on nothing.
#pragma once

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::file {

constexpr base::Expected check(const char* path) { return base::expect(*path != '\0', "the path of a file"); }

/// Judges by the age of the file, since it was last modified; below 0 where its
/// time is still to come. It writes what it says of it to `why`.
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
