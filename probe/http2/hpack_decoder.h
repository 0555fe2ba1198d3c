// Decodes the header fields in HTTP/2's header blocks (HPACK: RFC 7541, whose sections are cited here).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/http2/hpack_dynamic_table.h"
#include "probe/http2/hpack_static_table.h"
#include "probe/http2/huffman.h"
#include "probe/model/byte_reader.h"

namespace probe::hpack {

/// The decoder of one connection: a block may refer to fields of those before it. For each block, call
/// open(), put() with each of its parts, and then next() until it returns false.
struct Decoder {
  static constexpr std::size_t longest = 16384;  // bytes of all blocks, and of the texts that were decoded

  Field field = {};  // the one that next() took last
  DynamicTable table = {};
  ByteReader in = {};
  bool may_resize = false;
  base::Text texts{storage, longest};
  char storage[longest];

  /// Starts a block, which is empty.
  constexpr void open() {
    in.at = tail();
    may_resize = true;
  }

  /// Appends a part of the block, of which a copy is kept.
  constexpr void put(std::string_view part) {
    texts.append(part);
    in.end = tail();
  }

  /// Takes the next field of the block. Returns false at its end, or if it is wrong. The first bits of a
  /// field are its form, and the others of its first byte begin a number (6).
  constexpr bool next() {
    while (!in.is_at_end()) {
      const unsigned first = in.take_byte();
      if (first >= 0x20 && first < 0x40) {
        resize(take_number(first, 5));  // 6.3
        continue;
      }
      may_resize = false;
      if (first >= 0x80) {
        look_up(take_number(first, 7));  // 6.1: both name and value
      } else if (first >= 0x40) {
        take_literal(take_number(first, 6));  // 6.2.1: it is added to the table
        table.add(field);
      } else {
        take_literal(take_number(first, 4));  // 6.2.2 and 6.2.3
      }
      return !in.is_broken;
    }
    return false;
  }

  /// What is wrong with the blocks, or nullptr.
  [[nodiscard]] constexpr const char* problem() const {
    if (texts.is_full()) return "its headers are too long";
    return in.is_broken ? "its headers cannot be decoded" : nullptr;
  }

 private:
  [[nodiscard]] constexpr const char* tail() const { return texts.view().data() + texts.size(); }

  /// Takes a number (5.1): the low `bits` bits of `first`. If all of them are 1, it continues in the bytes
  /// after it.
  constexpr std::uint64_t take_number(unsigned first, unsigned bits) {
    constexpr unsigned longest_rest = 28;  // in bits: more than any index or length here
    const unsigned mask = (1U << bits) - 1;
    const unsigned number = first & mask;
    return number == mask ? number + in.take_varint(longest_rest) : number;
  }

  /// Takes a text (5.2). If its first bit is 1, it is in Huffman's code; what is decoded is kept in `texts`,
  /// because the table refers to it.
  constexpr std::string_view take_text() {
    const unsigned first = in.take_byte();
    const std::string_view bytes = in.take_text(take_number(first, 7));
    if (first < 0x80) return bytes;
    const char* const start = tail();
    if (!put_huffman_decoded(texts, bytes)) in.fail();
    return {start, tail()};
  }

  /// Takes a field whose name is that of another one, or a text if `index` is 0 (6.2).
  constexpr void take_literal(std::uint64_t index) {
    if (index == 0) {
      field.name = take_text();
    } else {
      look_up(index);
    }
    field.value = take_text();
  }

  /// Copies a field of the tables (2.3.3): the static one comes first. No field has the index 0 (6.1).
  constexpr void look_up(std::uint64_t index) {
    if (index != 0 && index <= static_count) {
      const auto known = static_cast<std::size_t>(index);
      field = {static_name(known), static_value(known)};
    } else if (index > static_count && index - static_count <= table.count) {
      field = table.fields[index - static_count - 1];
    } else {
      in.fail();
    }
  }

  /// Changes the size of the dynamic table: allowed only at the start of a block (4.2), and up to our limit
  /// (6.3).
  constexpr void resize(std::uint64_t wanted) {
    if (wanted > DynamicTable::largest_size || !may_resize) return in.fail();
    table.resize(static_cast<std::uint32_t>(wanted));
  }
};

}  // namespace probe::hpack
