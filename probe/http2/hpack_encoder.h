// Encodes header fields as HPACK does (RFC 7541, whose sections are cited here). Nothing is added to the
// dynamic table, and Huffman's code is not used.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/characters.h"
#include "base/text.h"
#include "probe/http2/hpack_static_table.h"

namespace probe::hpack {

/// Appends a number, seven bits a byte, the least significant ones first (5.1; protobuf does the same).
constexpr void put_varint(base::Text& text, std::size_t number) {
  for (; number >= 0x80; number >>= 7) text.put(static_cast<char>(number | 0x80));
  text.put(static_cast<char>(number));
}

/// Appends a number that begins in the low `bits` bits of a byte, whose other bits are those of `form` (5.1).
constexpr void put_number(base::Text& block, unsigned form, unsigned bits, std::size_t number) {
  const unsigned mask = (1U << bits) - 1;
  if (number < mask) {
    block.put(static_cast<char>(form | number));
  } else {
    block.put(static_cast<char>(form | mask));
    put_varint(block, number - mask);
  }
}

/// A value without blanks at its ends, which must not be sent (RFC 9113 8.2.1).
constexpr std::string_view without_blanks(std::string_view value) {
  while (!value.empty() && base::is_blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && base::is_blank(value.back())) value.remove_suffix(1);
  return value;
}

/// Appends the length of a text, without Huffman's code (5.2). Its bytes follow.
constexpr void put_length(base::Text& block, std::size_t size) { put_number(block, 0, 7, size); }

constexpr void put_text(base::Text& block, std::string_view text) {
  put_length(block, text.size());
  block.append(text);
}

/// Appends a field of the static table, name and value (6.1).
constexpr void put_indexed(base::Text& block, StaticIndex index) { put_number(block, 0x80, 7, index); }

/// Appends a name of the static table (6.2.2). Its value follows.
constexpr void put_name(base::Text& block, StaticIndex name) { put_number(block, 0, 4, name); }

/// Appends a field whose name is in the static table.
constexpr void put_field(base::Text& block, StaticIndex name, std::string_view value) {
  put_name(block, name);
  put_text(block, without_blanks(value));
}

/// Appends a field with its name in small letters (6.2.2; RFC 9113 8.2.1), or nothing if its value is empty.
constexpr void put_field(base::Text& block, std::string_view name, std::string_view value) {
  const std::string_view sent = without_blanks(value);
  if (sent.empty()) return;
  put_number(block, 0, 4, 0);
  put_length(block, name.size());
  for (const char letter : name) block.put(base::to_lower(letter));
  put_text(block, sent);
}

}  // namespace probe::hpack
