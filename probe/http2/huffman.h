// A decoder of HPACK's Huffman code (RFC 7541 5.2 and appendix B).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace probe::hpack {

inline constexpr unsigned longest_code = 30;  // in bits
inline constexpr std::size_t byte_count = 256;

/// The bytes in the order of their codes. The code is canonical: codes of one length are successive numbers,
/// in the order of the bytes, and shorter codes come first. So the order and the number of codes of each
/// length are enough to decode it. The last code is the end of the string (EOS). Bytes whose
/// codes have 19 bits or more are left out, except the backslash: they are in no name and in no value that
/// probe reads, and each is decoded as '?'.
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

/// The number of codes of each length, from 0 to 30 bits.
inline constexpr std::uint8_t code_counts[longest_code + 1] = {
    0, 0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3, 0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29, 0, 4};

/// Appends the text that `coded` stands for. Returns false if it holds EOS, or its padding is wrong.
constexpr bool put_huffman_decoded(base::Text& out, std::string_view coded) {
  unsigned length = 0;       // the number of bits after the last byte that was decoded
  std::uint32_t offset = 0;  // those bits as a number, less the first code of that length
  std::size_t place = 0;     // of the first byte with a code of that length, in the order of codes
  unsigned last = 0;
  for (const char byte : coded) {
    last = static_cast<unsigned char>(byte);
    for (int bit = 7; bit >= 0; --bit) {
      place += code_counts[length];
      offset = (offset - code_counts[length]) << 1 | (last >> bit & 1);
      if (offset >= code_counts[++length]) continue;
      place += offset;
      if (place == byte_count) return false;  // 5.2: EOS must not be sent
      out.put(place < known_count ? known_bytes[place] : '?');
      length = 0;
      offset = 0;
      place = 0;
    }
  }
  // 5.2: the padding is less than a byte, and is the first bits of EOS, which are ones.
  return length < 8 && (last + 1) % (1U << length) == 0;
}

}  // namespace probe::hpack
