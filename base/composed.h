// Text that is composed at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/text.h"

namespace base {

/// What `write(Text&)` appends, up to 16 KiB, as an array of exactly that size.
template <auto write>
inline constexpr auto composed_bytes = [] {
  constexpr std::size_t size = [] {
    TextOf<16384> text;
    write(text);
    return text.size();
  }();
  std::array<char, size> bytes{};
  Text text(bytes.data(), size);
  write(text);
  return bytes;
}();

/// The same as a text.
template <auto write>
constexpr std::string_view composed() {
  return {composed_bytes<write>.data(), composed_bytes<write>.size()};
}

}  // namespace base
