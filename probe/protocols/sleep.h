// sleep:TIME: waits for a time, for a preStop hook in an image without sleep(1).
#pragma once

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::sleep {

constexpr base::Expected check(const char* text) {
  return base::expect(base::parse_duration(text) >= 0, base::expected_duration);
}

inline constexpr ProtocolRow row = {
    .form = "sleep:TIME",
    .help = "TIME has passed, beyond --timeout; TERM ends it",
    .protocol = {.scheme = "sleep", .takes = Form::path, .subject = Subject::time, .check = check},
};

}  // namespace probe::sleep
