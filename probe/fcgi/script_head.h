// The head of the output of a script (RFC 3875 6.2): lines of fields, then an empty line. Only its status
// counts.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/fcgi/records.h"
#include "probe/model/settings.h"

namespace probe::fcgi {

inline constexpr std::size_t longest_status = 100;  // bytes that are kept of "200 OK"

/// Takes the head up to its empty line, and appends the value of its first Status field to `status`, which is
/// empty (6.3.3). Returns whether the head is complete.
constexpr bool take_script_head(OutputReader& reader, base::Text& status) {
  constexpr std::string_view name = "status:";
  std::size_t column = 0;
  bool is_status = true;  // as far as this line was read
  for (;;) {
    const int byte = reader.next();
    if (byte < 0) return false;
    if (byte == '\r') continue;
    if (byte == '\n') {
      if (column == 0) return true;
      column = 0;
      is_status = status.size() == 0;
      continue;
    }
    if (column < name.size()) {
      is_status = is_status && (byte | 0x20) == (name[column] | 0x20);
    } else if (is_status && status.size() < longest_status && (byte != ' ' || status.size() != 0)) {
      status.put(static_cast<char>(byte));
    }
    ++column;
  }
}

/// Reads the number in "200 OK": three digits, and then a blank or nothing. Returns 0 if it is not
/// an HTTP status.
constexpr int read_status(std::string_view text) {
  constexpr std::size_t size = 3;
  if (text.size() < size || (text.size() > size && text[size] != ' ')) return 0;
  int status = 0;
  for (const char digit : std::string_view{text.data(), size}) {
    if (!base::is_digit(digit)) return 0;
    status = status * 10 + (digit - '0');
  }
  return status >= first_status && status <= last_status ? status : 0;
}

}  // namespace probe::fcgi
