// The head of an HTTP/1.1 reply (RFC 9112): what its fields say of the body, and where to ask instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "probe/http/lines.h"
#include "probe/model/target.h"

namespace probe::http {

/// How long a body is (RFC 9112 6.3).
enum class Framing : std::uint8_t { closed, none, length, chunked, broken };

struct Head {
  Match match = Match::more;
  Framing framing = Framing::closed;
  std::int64_t length = base::no_number;  // of the body, where that is its framing
  std::string_view location = {};
};

/// Reads a Content-Length; a list of the same number is that number (RFC 9110 8.6).
constexpr bool read_length(std::string_view value, std::int64_t& length) {
  std::int64_t number = base::no_number;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i != value.size() && base::is_digit(value[i])) {
      number = (number < 0 ? 0 : number) * 10 + (value[i] - '0');
      if (number > std::int64_t{1} << 48) return false;
    } else if (i == value.size() || value[i] == ',') {
      if (number < 0 || (length >= 0 && length != number)) return false;
      length = number;
      number = base::no_number;
    } else if (value[i] != ' ' || number >= 0) {
      return false;
    }
  }
  return true;
}

/// Whether the last of a list of codings is `chunked` (RFC 9112 6.1).
constexpr bool ends_with_chunked(std::string_view codings) {
  const char* const end = codings.data() + codings.size();
  const char* last = end;
  while (last != codings.data() && last[-1] != ',') --last;
  return base::equals_ignoring_case(trimmed(last, end), "chunked");
}

/// Reads the fields of a head, from behind its status line, and moves `at` behind it.
constexpr Head take_head(const char*& at, const char* end, const StatusLine& line) {
  Head head;
  Framing coded = Framing::none;  // as a Transfer-Encoding has it
  bool is_broken = false;
  for (Field field;;) {
    head.match = take_field(at, end, field);
    if (head.match == Match::more) return head;
    if (head.match == Match::no) break;
    // A blank in front of the colon is what smuggling looks like, too (RFC 9112 5.1).
    is_broken = is_broken || (!field.name.empty() && base::is_space(field.name.back()));
    if (base::equals_ignoring_case(field.name, "location") && head.location.empty())
      head.location = field.value;
    if (base::equals_ignoring_case(field.name, "content-length"))
      is_broken = is_broken || !read_length(field.value, head.length);
    if (base::equals_ignoring_case(field.name, "transfer-encoding"))
      coded = ends_with_chunked(field.value) ? Framing::chunked : Framing::closed;
  }
  head.match = Match::yes;
  const bool is_coded = coded != Framing::none;
  if (is_coded)
    is_broken = is_broken || head.length >= 0 || line.is_1_0;  // RFC 9112 6.1: it smells of smuggling
  head.framing = is_broken          ? Framing::broken
                 : is_coded         ? coded
                 : head.length >= 0 ? Framing::length
                                    : Framing::closed;
  if (head.framing != Framing::length) head.length = 0;
  return head;
}

}  // namespace probe::http
