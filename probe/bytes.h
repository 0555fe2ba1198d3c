// Numbers as protocols made of bytes have them, and names without percent signs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/expect.h"

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

/// Appends a part of a target with each %XX as the byte that it stands for
/// (RFC 3986 2.1). %00 stays, for a NUL ends names, and so does what is no %XX.
constexpr void put_decoded(base::Text& text, std::string_view encoded) {
  const char* at = encoded.data();
  for (const char* const end = at + encoded.size(); at != end; ++at) {
    const int high = *at == '%' && end - at > 2 ? hexadecimal_digit(at[1]) : -1;
    const int byte = high < 0 || hexadecimal_digit(at[2]) < 0 ? 0 : high * 16 + hexadecimal_digit(at[2]);
    text.put(byte == 0 ? *at : static_cast<char>(byte));
    if (byte != 0) at += 2;
  }
}

}  // namespace probe
