// The one line that probe says of a target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/protocol.h"
#include "probe/show.h"

namespace probe {

/// A line on stdout. It ends with a newline, and all of it is under 300 bytes.
using Report = base::TextOf<299>;

/// Appends a time in the largest unit in which it is whole.
constexpr void put_time(base::Text& line, base::Nanoseconds time) {
  constexpr base::Nanoseconds microsecond = 1000;
  constexpr base::Nanoseconds millisecond = 1000 * microsecond;
  if (time % base::second == 0) {
    line << time / base::second << "s";
  } else if (time % millisecond == 0) {
    line << time / millisecond << "ms";
  } else {
    line << time / microsecond << "us";
  }
}

/// Writes what was found: a state such as "healthy", and why. `address` is the one
/// that was tried, empty where the target names it itself.
constexpr void report(base::Text& line, const char* state, const char* word, const Verdict& verdict,
                      const char* address) {
  line << state << " ";
  show_target(line, word);
  line << ": ";
  if (verdict.phase != Phase::nothing) {
    line << phase_texts[static_cast<int>(verdict.phase)];
    const bool is_of_address = verdict.phase >= Phase::connect && verdict.phase <= Phase::receive;
    if (is_of_address && *address != '\0')
      line << (verdict.phase == Phase::receive ? " from " : " to ") << address;
    line << ": ";
  }
  show(line, verdict.why, 80);
  if (verdict.quote.empty()) return;
  if (*verdict.why != '\0') line << ": ";
  show(line, verdict.quote, 60);
}

/// Appends what --verbose adds to a line: the address, if the target does not name it
/// itself, and how long it took.
constexpr void report_details(base::Text& line, const char* address, base::Nanoseconds time) {
  constexpr base::Nanoseconds microsecond = 1000;
  line << " (";
  if (*address != '\0') line << address << ", ";
  put_time(line, time / microsecond * microsecond);
  line << ")";
}

/// Writes the next line of an answer's head, indented, and moves `at` behind it. Returns whether
/// there was one: an empty line ends the head.
constexpr bool report_head(base::Text& line, const char*& at, const char* end) {
  const char* const start = at;
  while (at != end && *at != '\n') ++at;
  const char* last = at;
  if (last != start && last[-1] == '\r') --last;
  if (at != end) ++at;
  show(line << "  ", {start, last}, 160);
  return last != start;
}

}  // namespace probe
