// The head of an HTTP/1.1 reply: how its body is framed (RFC 9112 6.3), and where a redirect leads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "probe/http/lines.h"
#include "probe/model/literals.h"
#include "probe/model/target.h"

namespace probe::http {

/// The largest Content-Length or size of a chunk, in bytes: more than any server sends, and small enough that
/// no number overflows.
inline constexpr std::int64_t longest_body = std::int64_t{1} << 48;

/// What ends a body (RFC 9112 6.3).
enum class Framing : std::uint8_t {
  closed,   // the end of the connection
  none,     // there is no body
  length,   // a number of bytes
  chunked,  // the last chunk
  broken,   // the head contradicts itself
};

struct Head {
  Match match = Match::more;
  Framing framing = Framing::closed;
  std::int64_t length = base::no_number;  // of the body; 0 unless that is its framing
  std::string_view location = {};         // of the first Location; empty: none
};

/// Reads a Content-Length. A list that repeats one number stands for that number (RFC 9110 8.6). Returns
/// false if it is not a number, or differs from `length`, which an earlier line may have set.
constexpr bool read_length(std::string_view value, std::int64_t& length) {
  std::int64_t number = base::no_number;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i != value.size() && base::is_digit(value[i])) {
      number = (number < 0 ? 0 : number) * 10 + (value[i] - '0');
      if (number > longest_body) return false;
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

/// Whether `chunked` is the last one in a list of codings (RFC 9112 6.1).
constexpr bool ends_with_chunked(std::string_view codings) {
  const char* const end = codings.data() + codings.size();
  const char* last = end;
  while (last != codings.data() && last[-1] != ',') --last;
  return base::equals_ignoring_case(trimmed(last, end), "chunked"sv);
}

/// Reads the fields of a head, from the line after the status line `line`, and moves `at` to the body.
/// `match` is `more` if the head is not complete.
constexpr Head take_head(const char*& at, const char* end, const StatusLine& line) {
  Head head;
  Framing coded = Framing::none;  // by the last Transfer-Encoding; none: there was none
  bool is_broken = false;
  for (Field field;;) {
    head.match = take_field(at, end, field);
    if (head.match == Match::more) return head;
    if (head.match == Match::no) break;
    // Request smuggling uses a blank before the colon (RFC 9112 5.1).
    is_broken = is_broken || (!field.name.empty() && base::is_space(field.name.back()));
    if (base::equals_ignoring_case(field.name, "location"sv) && head.location.empty())
      head.location = field.value;
    if (base::equals_ignoring_case(field.name, "content-length"sv))
      is_broken = is_broken || !read_length(field.value, head.length);
    if (base::equals_ignoring_case(field.name, "transfer-encoding"sv))
      coded = ends_with_chunked(field.value) ? Framing::chunked : Framing::closed;
  }
  head.match = Match::yes;
  // Request smuggling also uses a coding with a length, and a coding in HTTP/1.0 (RFC 9112 6.1).
  const bool is_coded = coded != Framing::none;
  if (is_coded && (head.length >= 0 || line.is_1_0)) is_broken = true;
  head.framing = is_broken          ? Framing::broken
                 : is_coded         ? coded
                 : head.length >= 0 ? Framing::length
                                    : Framing::closed;
  if (head.framing != Framing::length) head.length = 0;
  return head;
}

}  // namespace probe::http
