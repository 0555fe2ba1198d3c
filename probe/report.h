// The one line that probe prints for a target.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/failure.h"
#include "probe/model/protocol.h"
#include "probe/show.h"

namespace probe {

/// A line for a target. With its newline, it has fewer than 300 bytes.
using Report = base::TextOf<299>;

/// Docker keeps the first 4096 bytes of what a health check prints: the last line must be among them.
class LineBudget {
 public:
  /// Returns whether to print a line of `size` bytes, without its newline. The last one, which is under 300
  /// bytes, always has room.
  constexpr bool take(std::size_t size, bool is_last) {
    if (is_last) return true;
    if (size >= left_) return false;
    left_ -= size + 1;
    return true;
  }

 private:
  std::size_t left_ = 4096 - 300;  // for all lines but the last
};

/// Appends a verdict: a state such as "healthy", the target, and why. `address` is the one that was tried; it
/// is empty if the target names it itself. `waited`: the time after which there is no further try; 0: there
/// was only one, or it is not the last.
constexpr void report(base::Text& line, const char* state, const char* word, const Verdict& verdict,
                      std::string_view address, base::Nanoseconds waited = 0) {
  line << state << " ";
  show_target(line, word);
  line << ": ";
  if (verdict.phase != Phase::nothing) {
    line << phase_texts[static_cast<int>(verdict.phase)];
    const bool is_of_address = verdict.phase >= Phase::connect && verdict.phase <= Phase::receive;
    if (is_of_address && !address.empty())
      line << (verdict.phase == Phase::receive     ? " from "
               : verdict.phase == Phase::handshake ? " with "
                                                   : " to ")
           << address;
    line << ": ";
  }
  show(line, verdict.why, 80);
  if (!verdict.quote.empty() && *verdict.why != '\0') line << ": ";
  show(line, verdict.quote, 60);
  if (waited == 0) return;
  line << " (gave up after ";
  put_time(line, waited);
  line << ")";
}

/// Appends what --verbose adds to a line, without the bracket after it: the address, if the target does not
/// name it itself, and how long it took.
constexpr void report_details(base::Text& line, std::string_view address, base::Nanoseconds time) {
  line << " (";
  if (!address.empty()) line << address << ", ";
  put_time(line, time / base::microsecond * base::microsecond);
}

/// Writes the next line of an answer's head, indented, and moves `at` past it. Returns whether there was one:
/// an empty line ends the head.
constexpr bool put_head_line(base::Text& line, const char*& at, const char* end) {
  const char* const start = at;
  while (at != end && *at != '\n') ++at;
  const char* last = at;
  if (last != start && last[-1] == '\r') --last;
  if (at != end) ++at;
  show(line << "  ", {start, last}, 160);
  return last != start;
}

/// Calls `print` with each line of an answer's head, which starts at `at`.
template <class Print>
constexpr void report_head(const char* at, const char* end, const Print& print) {
  for (Report line; put_head_line(line, at, end); line.cut(0)) print(line);
}

}  // namespace probe
