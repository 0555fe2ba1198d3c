// Header fields out of the blocks in which HTTP/2 packs them (HPACK, RFC 7541).
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/http2/frames.h"
#include "probe/http2/hpack_table.h"
#include "probe/http2/huffman.h"

namespace probe::hpack {

struct Field {
  std::string_view name;
  std::string_view value;
};

/// The decoder of one connection: blocks depend on those before them.
struct Decoder {
  static constexpr std::size_t largest_size = 4096;  // the peer may use no more
  static constexpr std::size_t overhead = 32;        // of an entry, 4.1
  static constexpr std::size_t most_entries = largest_size / overhead;

  http2::Reader in = {};
  Field field;  // the last one that was taken
  bool may_resize = false;
  std::uint32_t limit = largest_size;         // of the dynamic table
  std::uint32_t used = 0;                     // of that, as 4.1 counts
  std::uint32_t count = 0;                    // of the entries that are there
  base::Text texts{storage, sizeof storage};  // the blocks, and what was decoded of them
  Field entries[most_entries];                // the newest first
  char storage[16384];

  /// A block comes in parts: open, put each, and take its fields.
  constexpr void open() {
    in.at = tail();
    may_resize = true;
  }

  constexpr void put(std::string_view part) {
    texts.append(part);
    in.end = tail();
  }

  /// Takes the next field of the block. Returns false at its end, and where it is wrong.
  constexpr bool next() {
    while (in.at != in.end) {
      const unsigned first = in.take_byte();
      // A number has the bits below the one that tells the form of a field (6).
      const unsigned most = std::bit_floor(first | 0x10U) - 1;
      const std::uint64_t number = take_number(first, most);
      if (most == 0x1f) {  // 6.3: a new size of the dynamic table
        resize(number);
        continue;
      }
      may_resize = false;  // 4.2: at the start of a block alone
      if (number == 0 && most != 0x7f) {
        field.name = take_text();
      } else {
        look_up(number);
      }
      if (most != 0x7f) field.value = take_text();
      if (most == 0x3f) add();
      return !in.is_broken;
    }
    return false;
  }

  /// What was wrong with a block, in words; nullptr: nothing.
  [[nodiscard]] constexpr const char* wrong() const {
    if (texts.is_full()) return "its headers are too long";
    return in.is_broken ? "its headers cannot be decoded" : nullptr;
  }

 private:
  static constexpr std::uint32_t size_of(const Field& entry) {
    return static_cast<std::uint32_t>(entry.name.size() + entry.value.size() + overhead);
  }

  [[nodiscard]] constexpr const char* tail() const { return texts.view().data() + texts.size(); }

  /// 5.1: `first` holds it, unless it holds the most that it can. Longer ones than that are
  /// wrong anywhere.
  constexpr std::uint64_t take_number(unsigned first, unsigned most) {
    constexpr unsigned longest = 28;
    const unsigned number = first & most;
    return number == most ? number + in.take_number(longest) : number;
  }

  /// 5.2. What was decoded stays in `texts`, as the blocks do, for the table to refer to.
  constexpr std::string_view take_text() {
    const unsigned first = in.take_byte();
    const std::string_view bytes = in.take_text(take_number(first, 0x7f));
    if (first < 0x80) return bytes;
    const char* const start = tail();
    if (!put_huffman_decoded(texts, bytes)) in.fail();
    return {start, tail()};
  }

  /// 2.3.3: the static table, and behind it the dynamic one, the newest entry first.
  constexpr void look_up(std::uint64_t index) {
    const std::uint64_t status = index - first_status;
    const std::uint64_t entry = index - static_count - 1;
    if (entry < count) {
      field = entries[entry];
    } else if (index - 1 < static_count) {
      // Any text of that size will do, if it is the name of nothing: "status2002".
      const std::size_t name_size = name_sizes[static_cast<std::size_t>(index - 1)];
      field = {{status_fields + 1, name_size}, {}};
      if (status < status_count) {
        const char* const value = status_fields + name_size + status * status_size;
        field = {{status_fields, name_size}, {value, status_size}};
      }
    } else {
      in.fail();
    }
  }

  constexpr void resize(std::uint64_t wanted) {
    if (wanted > largest_size || !may_resize) return in.fail();
    limit = static_cast<std::uint32_t>(wanted);
    make_room(0);
  }

  constexpr void make_room(std::uint32_t size) {  // 4.3
    while (count != 0 && used + size > limit) used -= size_of(entries[--count]);
  }

  constexpr void add() {  // 4.4: one that is too large empties the table
    const std::uint32_t size = size_of(field);
    make_room(size);
    if (size > limit) return;
    std::copy_backward(entries, entries + count, entries + count + 1);
    entries[0] = field;
    ++count;
    used += size;
  }
};

}  // namespace probe::hpack
