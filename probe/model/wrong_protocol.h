// What is said of an answer in another protocol than the one that was asked for.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "probe/model/protocol.h"

namespace probe {

/// What stands before the first `end` in a text, or all of it.
constexpr std::string_view before(std::string_view text, char end) {
  std::size_t size = 0;
  while (size != text.size() && text[size] != end) ++size;
  return {text.data(), size};
}

/// The first line without its end, or as much of it as there is.
constexpr std::string_view first_line(std::string_view received) {
  return before(before(received, '\n'), '\r');
}

/// Whether a text is as in `pattern`, as far as there is any; # stands for any byte.
constexpr bool matches_pattern(std::string_view text, std::string_view pattern) {
  for (std::size_t i = 0; i != pattern.size() && i != text.size(); ++i) {
    if (pattern[i] != '#' && pattern[i] != text[i]) return false;
  }
  return true;
}

/// Blames an answer, which is not empty. `why` is "it speaks TLS, not ...", and what
/// stands behind the comma is said of whatever else it may be.
constexpr Verdict wrong_protocol(std::string_view received, const char* why) {
  constexpr char alert = 0x15;  // RFC 8446 5.1: what a record holds is its first byte
  constexpr char handshake = 0x16;
  if (received[0] == alert || received[0] == handshake) return unhealthy(why);
  return unhealthy(base::find(why, ',') + 2, first_line(received));
}

}  // namespace probe
