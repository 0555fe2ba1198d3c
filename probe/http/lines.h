// The lines in the head of an HTTP/1.1 reply: the status line (RFC 9112 4) and the fields (RFC 9112 5). The
// bytes that were received may end anywhere in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"

namespace probe::http {

inline constexpr std::ptrdiff_t longest_status = 100;  // bytes that are kept of "200 OK"

/// Whether the bytes so far are what is expected.
enum class Match : std::uint8_t {
  more,  // yes, but they end too early
  yes,
  no,
};

struct StatusLine {
  Match match = Match::more;
  int status = 0;
  bool is_1_0 = false;         // the reply is HTTP/1.0
  std::string_view text = {};  // the status and the reason after it
};

/// The text from `at` to `end` without blanks and line ends around it.
constexpr std::string_view trimmed(const char* at, const char* end) {
  while (at != end && base::is_space(*at)) ++at;
  while (at != end && base::is_space(end[-1])) --end;
  return {at, end};
}

/// Takes "HTTP/1.x", a status of three digits, and the reason, which may be missing, as may the CR. If there
/// is no match, `at` is the first wrong byte.
constexpr StatusLine take_status_line(const char*& at, const char* end) {
  constexpr std::ptrdiff_t minor_version = 7;  // its place in the line
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
  return {Match::yes, status, start[minor_version] == '0', trimmed(text, at)};
}

/// Moves `at` to the next line. Returns false if the end of this one was not received.
constexpr bool skip_line(const char*& at, const char* end) {
  while (at != end) {
    if (*at++ == '\n') return true;
  }
  return false;
}

struct Field {
  std::string_view name;
  std::string_view value;
};

/// Takes a field line and the folded lines that continue it (RFC 9112 5.2). Returns `no` at the empty line
/// that ends the head, which is taken too. A line without a colon gives a field without a name.
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
    if (at == end) return Match::more;  // the next line may continue it
  } while (base::is_blank(*at));
  field = {};
  if (colon == nullptr) return Match::yes;
  field = {{start, colon}, trimmed(colon + 1, at)};
  return Match::yes;
}

/// Moves `at` from anywhere in a status line to after the empty line that ends the head. Returns false if
/// that was not received.
constexpr bool skip_head(const char*& at, const char* end) {
  Match match = skip_line(at, end) ? Match::yes : Match::more;
  for (Field field; match == Match::yes;) match = take_field(at, end, field);
  return match == Match::no;
}

}  // namespace probe::http
