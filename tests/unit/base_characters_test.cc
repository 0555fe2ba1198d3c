// What single characters are, each of the 256 against a list.
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/characters.h"
#include "doctest.h"

namespace {

using namespace std::string_view_literals;

TEST_CASE("every byte is what its list says") {
  struct {
    bool (*is_one)(char);
    std::string_view all;
  } const rows[] = {
      {base::is_digit, "0123456789"},
      {base::is_letter, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
      {base::is_blank, " \t"},
      {base::is_line_end, "\r\n"},
      {base::is_space, " \t\r\n"},
      {base::is_control,
       "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18"
       "\x19\x1a"
       "\x1b\x1c\x1d\x1e\x1f\x7f"sv},
      {base::is_visible,
       "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.all);
    for (int byte = 0; byte < 256; ++byte) {
      const char character = static_cast<char>(byte);
      CAPTURE(byte);
      CHECK(row.is_one(character) == (row.all.find(character) != std::string_view::npos));
    }
  }
}

TEST_CASE("hexadecimal digits have values, other bytes do not") {
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(byte);
    CAPTURE(byte);
    const std::size_t small = std::string_view(base::lower_hexadecimal_digits).find(character);
    const std::size_t capital = std::string_view(base::upper_hexadecimal_digits).find(character);
    CHECK(base::hexadecimal_digit(character) ==
          static_cast<int>(static_cast<std::ptrdiff_t>(std::min(small, capital))));
  }
}

TEST_CASE("only letters have two cases") {
  constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(byte);
    CAPTURE(byte);
    const std::size_t as_small = small.find(character);
    const std::size_t as_capital = capital.find(character);
    CHECK(base::to_upper(character) == (as_small < small.size() ? capital[as_small] : character));
    CHECK(base::to_lower(character) == (as_capital < small.size() ? small[as_capital] : character));
  }
  CHECK(base::equals_ignoring_case("Content-Length", "content-LENGTH"));
  CHECK(base::equals_ignoring_case("", ""));
  for (const std::string_view other : {"content-length:", "content_length", "content\rlength", "c"})
    CHECK_FALSE(base::equals_ignoring_case("content-length", other));
  CHECK_FALSE(base::equals_ignoring_case("@", "`"));
}

}  // namespace
