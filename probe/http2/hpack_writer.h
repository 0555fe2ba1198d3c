// Header fields as HPACK packs them (RFC 7541), with no table and no Huffman code.
#pragma once

#include <cstddef>

#include "base/cursor.h"
#include "base/text.h"
#include "probe/model/target.h"

namespace probe::hpack {

/// Appends a number as HPACK and protobuf have it: seven bits a byte, the least
/// significant ones first.
constexpr void put_varint(base::Text& text, std::size_t number) {
  do {
    text.put(static_cast<char>(number < 128 ? number : number | 0x80));
    number >>= 7;
  } while (number != 0);
}

/// Appends text as HPACK has it: its length, from 127 on in two parts (RFC 7541 5.1 and
/// 5.2), and no Huffman code; and as HTTP/2 does: without blanks at its end (RFC 9113
/// 8.2.1). Letters get `letter_bit`.
constexpr void put_text(base::Text& block, const char* at, const char* end, char letter_bit = 0) {
  while (end != at && base::is_blank(end[-1])) --end;
  auto size = static_cast<std::size_t>(end - at);
  if (size >= 127) {
    block.put(127);
    size -= 127;
  }
  put_varint(block, size);
  for (; at != end; ++at) block.put(base::is_letter(*at) ? static_cast<char>(*at | letter_bit) : *at);
}

/// Appends a field by its name, up to a colon or its end, which is in small letters
/// there (RFC 9113 8.2.1), and kept in no table (RFC 7541 6.2.2). One without a value
/// is left out.
constexpr void put_field(base::Text& block, const char* name, const char* value) {
  while (base::is_blank(*value)) ++value;
  if (*value == '\0') return;
  block.put(0);
  put_text(block, name, base::find(name, ':'), 0x20);
  put_text(block, value, base::find(value, '\0'));
}

}  // namespace probe::hpack
