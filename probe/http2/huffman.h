// Huffman's code as HPACK has it (RFC 7541 5.2 and appendix B), to decode it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace probe::hpack {

inline constexpr unsigned longest_code = 30;  // in bits
inline constexpr std::size_t byte_count = 256;

/// The bytes by the length of their codes. The code is canonical: those of one length
/// are successive numbers, in the order of the bytes, so that nothing else has to be
/// known of them. The last code of all, 30 bits, is the end of the string (EOS).
/// Of those from 19 bits on, which are neither in a name nor in a value that is read
/// here, but for the backslash, how many they are is enough.
inline constexpr const char* known_bytes =
    "012aceiost"
    " %-./3456789=A_bdfghlmnpru"
    ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"
    "&*,;XZ"
    "!\"()?"
    "'+|"
    "#>"
    "\0$@[]~"
    "^}"
    "<`{"
    "\\";
inline constexpr std::size_t known_count = 96;

/// How many codes have each length.
inline constexpr std::uint8_t code_counts[longest_code + 1] = {
    0, 0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3, 0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29, 0, 4};

/// Appends the text that `coded` stands for. Returns false where it stands for none.
constexpr bool put_huffman_decoded(base::Text& out, std::string_view coded) {
  unsigned length = 0;       // how many bits stand behind the last byte that was decoded,
  std::uint32_t offset = 0;  // how far they are behind the first code of that length,
  std::size_t place = 0;     // and where the bytes with such codes begin
  unsigned last = 0;
  for (const char byte : coded) {
    last = static_cast<unsigned char>(byte);
    for (int bit = 7; bit >= 0; --bit) {
      place += code_counts[length];
      offset = (offset - code_counts[length]) << 1 | (last >> bit & 1);
      if (offset >= code_counts[++length]) continue;
      place += offset;
      if (place == byte_count) return false;  // EOS is never sent
      out.put(place < known_count ? known_bytes[place] : '?');
      length = offset = 0;
      place = 0;
    }
  }
  // Less than a byte of padding, the first bits of EOS: ones.
  return length < 8 && (last + 1) % (1U << length) == 0;
}

}  // namespace probe::hpack
