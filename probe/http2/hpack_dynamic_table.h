// The dynamic table of HPACK (RFC 7541 2.3.2 and 4): fields of earlier blocks, to which later ones refer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace probe::hpack {

struct Field {
  std::string_view name;
  std::string_view value;
};

/// Holds views of fields, whose bytes the caller keeps.
struct DynamicTable {
  /// In bytes, until our SETTINGS change it (RFC 9113 6.5.2).
  static constexpr std::uint32_t largest_size = 4096;
  /// What a field counts in addition to its name and value (4.1).
  static constexpr std::uint32_t overhead = 32;
  static constexpr std::size_t most_fields = largest_size / overhead;

  std::uint32_t limit = largest_size;  // as the server set it (4.2)
  std::uint32_t used = 0;              // the sum of the fields' sizes
  std::size_t count = 0;
  Field fields[most_fields] = {};  // the newest first

  /// Sets the limit, at most `largest_size`, and drops the fields that exceed it (4.3).
  constexpr void resize(std::uint32_t wanted) {
    limit = wanted;
    make_room(0);
  }

  /// Adds a field. One that is larger than the limit empties the table, and is not added (4.4).
  constexpr void add(const Field& field) {
    const std::uint32_t size = size_of(field);
    make_room(size);
    if (size > limit) return;
    std::copy_backward(fields, fields + count, fields + count + 1);
    fields[0] = field;
    ++count;
    used += size;
  }

 private:
  static constexpr std::uint32_t size_of(const Field& field) {
    return static_cast<std::uint32_t>(field.name.size() + field.value.size()) + overhead;
  }

  /// Drops the oldest fields until `size` fits, or none is left.
  constexpr void make_room(std::uint32_t size) {
    for (; count != 0 && used + size > limit; --count) used -= size_of(fields[count - 1]);
  }
};

}  // namespace probe::hpack
