// Huffman's code as HPACK has it (RFC 7541 5.2 and appendix B), to decode it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace probe::hpack {

inline constexpr unsigned shortest_code = 5;  // in bits
inline constexpr unsigned longest_code = 30;

/// The bytes by the length of their codes. The code is canonical: those of one length
/// are successive numbers, in the order of the bytes, so that nothing else has to be
/// known of them. The last code of all, 30 bits, is the end of the string (EOS).
struct Codes {
  std::array<char, 256> bytes{};
  std::array<std::uint8_t, longest_code + 1> counts{};  // of the codes of each length
};

inline constexpr Codes codes = [] {
  using namespace std::string_view_literals;
  struct {
    unsigned length;
    std::string_view bytes;
  } const rows[] = {
      {5, "012aceiost"},
      {6, " %-./3456789=A_bdfghlmnpru"},
      {7, ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"},
      {8, "&*,;XZ"},
      {10, "!\"()?"},
      {11, "'+|"},
      {12, "#>"},
      {13, "\0$@[]~"sv},
      {14, "^}"},
      {15, "<`{"},
      {19, "\\\xc3\xd0"},
      {20, "\x80\x82\x83\xa2\xb8\xc2\xe0\xe2"},
      {21, "\x99\xa1\xa7\xac\xb0\xb1\xb3\xd1\xd8\xd9\xe3\xe5\xe6"},
      {22,
       "\x81\x84\x85\x86\x88\x92\x9a\x9c\xa0\xa3\xa4\xa9\xaa\xad\xb2\xb5\xb9\xba\xbb\xbd\xbe\xc4\xc6\xe4"
       "\xe8\xe9"},
      {23,
       "\x01\x87\x89\x8a\x8b\x8c\x8d\x8f\x93\x95\x96\x97\x98\x9b\x9d\x9e\xa5\xa6\xa8\xae\xaf\xb4\xb6\xb7"
       "\xbc\xbf\xc5\xe7\xef"},
      {24, "\x09\x8e\x90\x91\x94\x9f\xab\xce\xd7\xe1\xec\xed"},
      {25, "\xc7\xcf\xea\xeb"},
      {26, "\xc0\xc1\xc8\xc9\xca\xcd\xd2\xd5\xda\xdb\xee\xf0\xf2\xf3\xff"},
      {27, "\xcb\xcc\xd3\xd4\xd6\xdd\xde\xdf\xf1\xf4\xf5\xf6\xf7\xf8\xfa\xfb\xfc\xfd\xfe"},
      {28,
       "\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x17\x18\x19\x1a\x1b\x1c\x1d"
       "\x1e\x1f\x7f\xdc\xf9"},
      {30, "\x0a\x0d\x16"},
  };
  Codes all;
  std::size_t size = 0;
  for (const auto& row : rows) {
    all.counts[row.length] = static_cast<std::uint8_t>(row.bytes.size());
    for (const char byte : row.bytes) all.bytes[size++] = byte;
  }
  all.counts[longest_code] += 1;  // EOS
  return all;
}();

/// Appends the text that `coded` stands for. Returns false where it stands for none.
constexpr bool put_decoded(base::Text& out, std::string_view coded) {
  std::uint32_t code = 0;   // the bits behind the last byte that was decoded,
  std::uint32_t first = 0;  // the first code that has as many,
  unsigned length = 0;      // how many they are,
  std::size_t place = 0;    // and where the bytes of this length begin
  for (const char byte : coded) {
    for (int bit = 7; bit >= 0; --bit) {
      place += codes.counts[length];
      first = (first + codes.counts[length]) << 1;
      code = code << 1 | (static_cast<unsigned char>(byte) >> bit & 1U);
      ++length;
      if (code - first >= codes.counts[length]) continue;
      place += code - first;
      if (place == codes.bytes.size()) return false;  // EOS is never sent
      out.put(codes.bytes[place]);
      code = first = length = 0;
      place = 0;
    }
  }
  // Less than a byte of padding, the first bits of EOS: ones.
  return length < 8 && code + 1 == 1U << length;
}

}  // namespace probe::hpack
