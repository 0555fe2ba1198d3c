// ASCII characters: their classes, their case, and the values of digits. Nothing here depends on a locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

/// The bit in which a small letter differs from its capital.
inline constexpr char case_bit = 0x20;

/// The hexadecimal digits in the order of their values.
inline constexpr const char* lower_hexadecimal_digits = "0123456789abcdef";
inline constexpr const char* upper_hexadecimal_digits = "0123456789ABCDEF";

constexpr bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

constexpr bool is_letter(char byte) {
  const char small = static_cast<char>(byte | case_bit);
  return small >= 'a' && small <= 'z';
}

/// Whether a byte separates words within a line. The end of a line is not a blank.
constexpr bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

/// Whether a byte ends a line. A line that was written on Windows ends with both of them.
constexpr bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }

/// Whether a byte separates words in text of several lines.
constexpr bool is_space(char byte) { return is_blank(byte) || is_line_end(byte); }

/// Whether a terminal may obey a byte instead of showing it.
constexpr bool is_control(char byte) { return static_cast<unsigned char>(byte) < ' ' || byte == 0x7f; }

/// Whether a byte is an ASCII character that is shown and is not a blank.
constexpr bool is_visible(char byte) { return byte > ' ' && byte < 0x7f; }

/// The value of a hexadecimal digit, 0 to 15; -1 for any other byte.
constexpr int hexadecimal_digit(char byte) {
  if (is_digit(byte)) return byte - '0';
  const char small = static_cast<char>(byte | case_bit);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

constexpr char to_upper(char byte) { return is_letter(byte) ? static_cast<char>(byte & ~case_bit) : byte; }

constexpr char to_lower(char byte) { return is_letter(byte) ? static_cast<char>(byte | case_bit) : byte; }

/// Whether two texts differ at most in capital and small letters.
constexpr bool equals_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (to_lower(left[i]) != to_lower(right[i])) return false;
  }
  return true;
}

}  // namespace base
