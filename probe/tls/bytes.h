// Numbers and vectors as TLS writes them (RFC 8446 3).
#pragma once

#include <cstddef>

#include "base/text.h"

namespace probe::tls {

/// Appends a number in `size` bytes, the highest one first.
constexpr void put_number(base::Text& out, std::size_t number, std::size_t size) {
  while (size-- != 0) out.put(static_cast<char>(number >> 8 * size));
}

/// Writes the length of what is appended while it lives, in front of that.
class Length {
 public:
  /// `size`: of the length itself, in bytes.
  constexpr Length(base::Text& out, std::size_t size) : out_(out), size_(size), start_(out.size() + size) {
    put_number(out, 0, size);
  }
  constexpr ~Length() {
    const std::size_t length = out_.size() - start_;
    for (std::size_t i = 1; i <= size_; ++i)
      out_.replace(start_ - i, static_cast<char>(length >> 8 * (i - 1)));
  }
  Length(const Length&) = delete;
  Length& operator=(const Length&) = delete;

 private:
  base::Text& out_;
  std::size_t size_;
  std::size_t start_;
};

}  // namespace probe::tls
