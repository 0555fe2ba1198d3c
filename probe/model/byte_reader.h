// A reader of bytes from first to last, for formats that hold numbers and texts in a row: HPACK and protobuf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace probe {

/// Reads the bytes from `at` to `end`. A read of more than is left sets is_broken, moves to the end and
/// returns 0 or an empty text, so that callers may check once, after several reads.
struct ByteReader {
  const char* at = nullptr;
  const char* end = nullptr;
  bool is_broken = false;

  [[nodiscard]] constexpr bool is_at_end() const { return at == end; }

  constexpr void fail() {
    is_broken = true;
    at = end;
  }

  /// Takes one byte: 0 to 255.
  constexpr unsigned take_byte() {
    if (is_at_end()) {
      fail();
      return 0;
    }
    return static_cast<unsigned char>(*at++);
  }

  /// Takes a number of at most `bits` bits, rounded up to a multiple of 7. Each byte holds seven of them, the
  /// least significant ones first; the highest bit of a byte is set if another one follows (RFC 7541 5.1;
  /// protobuf's "Encoding", "Base 128 Varints"). A longer number is broken.
  constexpr std::uint64_t take_varint(unsigned bits) {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < bits; shift += 7) {
      const unsigned byte = take_byte();
      number |= std::uint64_t{byte & 0x7f} << shift;
      if (byte < 0x80) return number;
    }
    fail();
    return 0;
  }

  /// Takes `size` bytes.
  constexpr std::string_view take_text(std::uint64_t size) {
    if (size > static_cast<std::size_t>(end - at)) {
      fail();
      return {};
    }
    const std::string_view text(at, static_cast<std::size_t>(size));
    at += size;
    return text;
  }
};

}  // namespace probe
