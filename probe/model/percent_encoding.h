// The percent-encoding of URIs (RFC 3986 2.1).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/characters.h"
#include "base/text.h"
#include "probe/model/literals.h"

namespace probe {

/// Appends bytes, each that no URI may hold as %NN. A % stays as it is.
constexpr void put_percent_encoded(base::Text& text, std::string_view bytes) {
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (base::is_visible(byte)) {
      text.put(byte);
    } else {
      text.put('%')
          .put(base::upper_hexadecimal_digits[number >> 4])
          .put(base::upper_hexadecimal_digits[number & 15]);
    }
  }
}

/// Takes one byte off the front of a part of a URI, which is not empty: %NN stands for one byte, and any
/// other byte, or a % without two digits, for itself.
constexpr char take_percent_decoded(std::string_view& text) {
  const int high = text.size() > 2 && text[0] == '%' ? base::hexadecimal_digit(text[1]) : -1;
  const int low = high >= 0 ? base::hexadecimal_digit(text[2]) : -1;
  const char byte = low >= 0 ? static_cast<char>(high * 16 + low) : text[0];
  text.remove_prefix(low >= 0 ? 3 : 1);
  return byte;
}

/// Moves `at` past a text whose bytes may be percent-encoded. Returns whether it is there.
constexpr bool take_percent_encoded(std::string_view& at, std::string_view text) {
  std::string_view rest = at;
  for (const char byte : text) {
    if (rest.empty() || take_percent_decoded(rest) != byte) return false;
  }
  at = rest;
  return true;
}

/// Appends a part of a URI with each %NN as the byte it stands for. %00 stays as it is, because a NUL ends
/// names.
constexpr void put_percent_decoded(base::Text& text, std::string_view encoded) {
  while (!encoded.empty()) {
    const char byte = take_percent_decoded(encoded);
    byte == '\0' ? text.append("%00"sv) : text.put(byte);
  }
}

}  // namespace probe
