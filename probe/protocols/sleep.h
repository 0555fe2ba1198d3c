// sleep:TIME: waits for a time, for a preStop hook in an image without sleep(1).
#pragma once

#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::sleep {

constexpr base::Expected check(const char* text) {
  return base::expect(base::parse_duration(text) >= 0, base::expected_positive_duration);
}

/// Returns whether an interrupt (TERM, INT or QUIT) only ends the sleep. If something follows it, it ends
/// probe.
constexpr bool is_ended_by_interrupts(const Question& question) { return question.is_last; }

/// The verdict after the sleep. `is_interrupted`: an interrupt ended it.
constexpr Verdict judge_end(bool is_interrupted) {
  return healthy(is_interrupted ? "ended early by a signal" : "the time has passed");
}

inline constexpr ProtocolRow row = {
    .form = "sleep:TIME",
    .help = "TIME has passed, beyond --timeout; TERM ends it",
    .protocol = {.scheme = "sleep", .takes = Form::path, .subject = Subject::time},
    .check = check,
};

}  // namespace probe::sleep
