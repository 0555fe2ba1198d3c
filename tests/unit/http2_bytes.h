// Bytes of HTTP/2 as tests write them: hexadecimal digits, header fields and frames (RFC 9113, RFC 7541).
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/characters.h"

namespace test {

/// The bytes of hexadecimal digits. Blanks between them are skipped.
inline std::string hex(std::string_view digits) {
  std::string bytes;
  int high = -1;
  for (const char digit : digits) {
    if (digit == ' ') continue;
    const int value = base::hexadecimal_digit(digit);
    if (value < 0) std::abort();  // not CHECK(): tables are built before the first test starts
    if (high >= 0) bytes += static_cast<char>(high * 16 + value);
    high = high >= 0 ? -1 : value;
  }
  return bytes;
}

/// A text with its length before it, without Huffman's code: under 127 bytes.
inline std::string text(std::string_view bytes) {
  return std::string(1, static_cast<char>(bytes.size())) + std::string(bytes);
}

/// A field as a literal, which is added to no table (RFC 7541 6.2.2).
inline std::string field(std::string_view name, std::string_view value) {
  return std::string(1, '\0') + text(name) + text(value);
}

inline std::string frame(int kind, int flags, std::string_view payload, unsigned stream = 1) {
  std::string bytes;
  for (const std::size_t byte : {payload.size() >> 16, payload.size() >> 8, payload.size(),
                                 static_cast<std::size_t>(kind), static_cast<std::size_t>(flags),
                                 std::size_t{0}, std::size_t{0}, std::size_t{0}, std::size_t{stream}}) {
    bytes += static_cast<char>(byte);
  }
  return bytes + std::string(payload);
}

}  // namespace test
