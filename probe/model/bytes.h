// Numbers as protocols made of bytes have them, and names without percent signs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/text.h"

namespace probe {

/// The number in `size` bytes, the highest of them first.
constexpr std::uint32_t read_number(const char* at, int size) {
  std::uint32_t number = 0;
  while (size-- != 0) number = number << 8 | static_cast<unsigned char>(*at++);
  return number;
}

/// Puts a number in the place of two bytes that were appended before it was known.
constexpr void replace_number(base::Text& text, std::size_t place, std::size_t number) {
  text.replace(place, static_cast<char>(number >> 8));
  text.replace(place + 1, static_cast<char>(number));
}

/// Appends text with each byte that may stand in no URI as %NN.
constexpr void put_encoded(base::Text& text, std::string_view bytes) {
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (base::is_visible(byte)) {
      text.put(byte);
    } else {
      text.put('%').put(base::capital_digits[number >> 4]).put(base::capital_digits[number & 15]);
    }
  }
}

/// Takes a byte of a URI's part off the front: %NN is one (RFC 3986 2.1).
constexpr char take_percent_encoded(std::string_view& text) {
  char byte = text[0];
  std::size_t size = 1;
  if (byte == '%' && text.size() > 2 && base::hexadecimal_digit(text[1]) >= 0 &&
      base::hexadecimal_digit(text[2]) >= 0) {
    byte = static_cast<char>(base::hexadecimal_digit(text[1]) * 16 + base::hexadecimal_digit(text[2]));
    size = 3;
  }
  text.remove_prefix(size);
  return byte;
}

/// Appends a URI's part with each %NN as the byte that it is. %00 stays: a NUL ends names.
constexpr void put_percent_decoded(base::Text& text, std::string_view encoded) {
  while (!encoded.empty()) {
    const char byte = take_percent_encoded(encoded);
    byte == '\0' ? text.append("%00") : text.put(byte);
  }
}

}  // namespace probe
