// The lines of an HTTP/1.1 reply's head (RFC 9112): status line and fields. They are read from what was
// received, which may end anywhere.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/number.h"

namespace probe::http {

inline constexpr std::ptrdiff_t longest_status = 100;  // what is kept of "200 OK"

/// How far bytes follow what is expected of them.
enum class Match : std::uint8_t { more, yes, no };

struct StatusLine {
  Match match = Match::more;
  int status = 0;
  bool is_1_0 = false;         // HTTP/1.0
  std::string_view text = {};  // the status and its reason
};

/// Without the blanks around it, and without line ends where a value was folded.
constexpr std::string_view trimmed(const char* at, const char* end) {
  while (at != end && base::is_space(*at)) ++at;
  while (at != end && base::is_space(end[-1])) --end;
  return {at, end};
}

/// Takes HTTP/1.x and three digits. The reason may be missing, and so may a CR.
/// Where there is no match, `at` is left at the byte that is to blame.
constexpr StatusLine take_status_line(const char*& at, const char* end) {
  const char* const start = at;
  for (const char* wanted = "HTTP/1.# ###"; *wanted != '\0'; ++wanted, ++at) {
    if (at == end) return {Match::more};
    if (*wanted == '#' ? !base::is_digit(*at) : *at != *wanted) return {Match::no};
  }
  if (at == end) return {Match::more};
  if (!base::is_space(*at) || *at == '\t') return {Match::no};
  const char* const text = at - 3;
  while (at != end && *at != '\n' && at - text < longest_status) ++at;
  if (at == end && at - text < longest_status) return {Match::more};
  const int status = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  return {Match::yes, status, start[7] == '0', trimmed(text, at)};
}

/// Moves behind the line at `at`. Returns whether its end has come.
constexpr bool skip_line(const char*& at, const char* end) {
  while (at != end) {
    if (*at++ == '\n') return true;
  }
  return false;
}

/// A field line of a head.
struct Field {
  std::string_view name;
  std::string_view value;
};

/// Takes one field line, with what was folded into it (RFC 9112 5.2): `no` where the
/// empty line stands that ends the head. Lines that are no fields have no name.
constexpr Match take_field(const char*& at, const char* end, Field& field) {
  const char* const start = at;
  const char* colon = nullptr;
  do {
    const char* const line = at;
    if (!skip_line(at, end)) return Match::more;
    if (*line == '\n' || (*line == '\r' && line[1] == '\n')) return Match::no;
    for (const char* byte = line; colon == nullptr && line == start && byte != at; ++byte) {
      if (*byte == ':') colon = byte;
    }
    if (at == end) return Match::more;  // the next line may belong to it
  } while (base::is_blank(*at));
  field = {};
  if (colon == nullptr) return Match::yes;
  field = {{start, colon}, trimmed(colon + 1, at)};
  return Match::yes;
}

/// Moves behind the empty line that ends a head, from anywhere in its status line. Returns
/// whether it has come.
constexpr bool skip_head(const char*& at, const char* end) {
  Match match = skip_line(at, end) ? Match::yes : Match::more;
  for (Field field; match == Match::yes;) match = take_field(at, end, field);
  return match == Match::no;
}

}  // namespace probe::http
