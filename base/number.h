// Numbers and times as the user writes them: "15", "500ms", "10s", "0.5".
#pragma once

#include <cstdint>
#include <limits>

#include "base/characters.h"
#include "base/cursor.h"

namespace base {

/// A point in monotonic time, or a duration. Every time in both programs is this one number.
using Nanoseconds = std::int64_t;

inline constexpr Nanoseconds microsecond = 1000;
inline constexpr Nanoseconds millisecond = 1000 * microsecond;
inline constexpr Nanoseconds second = 1000 * millisecond;
/// A deadline that never passes.
inline constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();
/// Durations are less than this: a year.
inline constexpr Nanoseconds duration_limit = second * 3600 * 24 * 365;

/// Returned when no number could be read.
inline constexpr std::int64_t no_number = -1;

/// Takes decimal digits off the front of `at`. Returns 0 to `maximum`, which is less than 2^59, or
/// `no_number` if there is no digit or the number is larger.
constexpr std::int64_t take_number(const char*& at, std::int64_t maximum) {
  std::int64_t number = is_digit(*at) ? 0 : no_number;
  for (; is_digit(*at); ++at) {
    number = number * 10 + (*at - '0');
    if (number > maximum) return no_number;
  }
  return number;
}

struct TimeUnit {
  char name[4];
  std::uint32_t milliseconds;
};

inline constexpr TimeUnit time_units[] = {
    {"ms", 1},        {"s", 1000},       {"m", 60'000},
    {"h", 3'600'000}, {"d", 86'400'000}, {"", 1000},  // without a unit: seconds, as in sleep(1) and curl
};

inline constexpr const char* expected_duration = "a time such as 500ms, 10s, 2m, 1h or 7d, under a year";
inline constexpr const char* expected_positive_duration =
    "a time above 0 such as 500ms, 10s, 2m, 1h or 7d, under a year";

/// Reads a time, which is all of `text`: `500ms`, `10s`, `2m`, `1h`, `7d`, or a number of seconds without a
/// unit. A fraction (`0.5`) has three digits at most. Returns a time less than `duration_limit`, or
/// `no_number`.
constexpr Nanoseconds parse_duration(const char* text) {
  std::int64_t thousandths = take_number(text, duration_limit / 1'000'000) * 1000;
  if (take(text, ".")) {
    if (!is_digit(*text)) return no_number;
    for (std::int64_t place = 100; is_digit(*text) && place != 0; place /= 10)
      thousandths += (*text++ - '0') * place;
  }
  for (const TimeUnit& unit : time_units) {
    if (!take(text, unit.name)) continue;
    const Nanoseconds thousandth = Nanoseconds{unit.milliseconds} * 1000;
    const bool is_time = *text == '\0' && thousandths >= 0 && thousandths < duration_limit / thousandth;
    return is_time ? thousandths * thousandth : no_number;
  }
  return no_number;
}

}  // namespace base
