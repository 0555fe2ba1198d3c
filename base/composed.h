// Text that the compiler puts together, so that the program holds it whole.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/text.h"

namespace base {

/// What `write(Text&)` appends, up to 16 KiB, in an array that has its size.
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

template <auto write>
constexpr std::string_view composed() {
  return {composed_bytes<write>.data(), composed_bytes<write>.size()};
}

}  // namespace base
