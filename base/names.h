// Tables that map numbers to names. Their rows are packed: with rows of one width they would be a third
// larger.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"

namespace base {

struct Name {
  std::uint8_t number;  // 0 to 254
  std::string_view text;
};

inline constexpr std::uint8_t end_of_names = 0xff;  // follows the last row

/// The constexpr array of Name `rows` as text: each row is its number, as one byte, and its name with a NUL.
template <const auto& rows>
inline constexpr auto packed = [] {
  constexpr std::size_t size = [] {
    std::size_t sum = 1;
    for (const Name& row : rows) sum += row.text.size() + 2;
    return sum;
  }();
  std::array<char, size> text{};
  char* out = text.data();
  for (const Name& row : rows) {
    *out++ = static_cast<char>(row.number);
    for (const char letter : row.text) *out++ = letter;
    *out++ = '\0';
  }
  *out = static_cast<char>(end_of_names);
  return text;
}();

/// The number of a packed row; end_of_names after the last row.
constexpr std::uint8_t number_of(const char* row) { return static_cast<std::uint8_t>(*row); }

/// The name in a packed row.
constexpr const char* name_in(const char* row) { return row + 1; }

/// The packed row after `row`, which is not the last one.
constexpr const char* next_row(const char* row) { return find(name_in(row), '\0') + 1; }

/// The first name of a number among packed `rows`; empty if it has none.
constexpr const char* name_of(int number, const char* rows) {
  for (; number_of(rows) != end_of_names; rows = next_row(rows)) {
    if (number_of(rows) == number) return name_in(rows);
  }
  return "";
}

}  // namespace base
