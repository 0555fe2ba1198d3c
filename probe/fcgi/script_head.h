// The head of the output of a script (RFC 3875 6.2): lines of fields, then an empty line. Only its status and
// whether it redirects count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/fcgi/records.h"
#include "probe/model/headers.h"
#include "probe/model/literals.h"
#include "probe/model/settings.h"

namespace probe::fcgi {

inline constexpr std::size_t longest_status = 100;  // bytes that are kept of "200 OK"

struct Field {
  std::string_view name;  // empty: the line is no field
  std::string_view value;
};

/// Reads a line of a head. Its end may have been cut.
constexpr Field read_field(std::string_view line) {
  const char* const end = line.data() + line.size();
  const char* at = line.data();
  while (at != end && is_token_byte(*at)) ++at;
  if (at == end || *at != ':') return {};
  const std::string_view name{line.data(), at};
  do {
    ++at;
  } while (at != end && base::is_blank(*at));
  return {name, {at, end}};
}

/// What the bytes of a head are, as far as they came.
enum class HeadState : std::uint8_t {
  more,   // they end too early
  whole,  // all of a head
  wrong,  // no head: a line is no field, or there is no line
};

/// Takes the head up to its empty line, and writes the script's status to `status`, which is empty. Without a
/// Status field it is 302 if there is a Location, and otherwise 200 (RFC 3875 6.2, 6.3.3). If the head is
/// wrong, `status` is the wrong line: an error page, or a status line of HTTP.
constexpr HeadState take_script_head(OutputReader& reader, base::Text& status) {
  base::TextOf<128> line;
  bool has_field = false;
  bool has_status = false;
  bool is_redirect = false;
  for (;;) {
    const int byte = reader.next();
    if (byte < 0) return HeadState::more;
    if (byte == '\r') continue;
    if (byte != '\n') {
      line.put(static_cast<char>(byte));
      continue;
    }
    if (line.size() == 0) break;
    const Field field = read_field(line.view());
    const bool is_status = !has_status && base::equals_ignoring_case(field.name, "status"sv);
    has_field = !field.name.empty();
    if (is_status || !has_field) {
      status.cut(0);
      const std::string_view kept = has_field ? field.value : line.view();
      status.append({kept.data(), std::min(kept.size(), longest_status)});
    }
    if (!has_field) return HeadState::wrong;
    has_status = has_status || is_status;
    is_redirect =
        is_redirect || (base::equals_ignoring_case(field.name, "location"sv) && !field.value.empty());
    line.cut(0);
  }
  if (!has_field) return HeadState::wrong;
  if (!has_status) status.append(is_redirect ? "302 Found"sv : "200 OK"sv);
  return HeadState::whole;
}

/// Reads the number in "200 OK": three digits, and then a blank (a space or a tab) or nothing.
/// Returns 0 if it is not an HTTP status.
constexpr int read_status(std::string_view text) {
  constexpr std::size_t size = 3;
  if (text.size() < size || (text.size() > size && !base::is_blank(text[size]))) return 0;
  int status = 0;
  for (const char digit : std::string_view{text.data(), size}) {
    if (!base::is_digit(digit)) return 0;
    status = status * 10 + (digit - '0');
  }
  return status >= first_status && status <= last_status ? status : 0;
}

}  // namespace probe::fcgi
