// Numbers in binary protocols, the highest byte first.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/text.h"

namespace probe {

/// Reads the number in the `size` bytes at `at`. `size` is 0 to 4.
constexpr std::uint32_t read_number(const char* at, int size) {
  std::uint32_t number = 0;
  for (const char* const end = at + size; at != end; ++at)
    number = number << 8 | static_cast<unsigned char>(*at);
  return number;
}

/// Appends a number below 65,536 in two bytes.
constexpr void put_two_bytes(base::Text& text, std::size_t number) {
  text.put(static_cast<char>(number >> 8)).put(static_cast<char>(number));
}

/// Writes a number below 65,536 over the two bytes at `place`, which were appended before it was known.
constexpr void replace_number(base::Text& text, std::size_t place, std::size_t number) {
  text.replace(place, static_cast<char>(number >> 8));
  text.replace(place + 1, static_cast<char>(number));
}

}  // namespace probe
