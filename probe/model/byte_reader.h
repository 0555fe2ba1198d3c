// Reads numbers and texts that follow each other in bytes, as in HPACK, protobuf and TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace probe {

/// Reads the bytes from `at` to `end`. A read of more than is left sets is_broken, moves to the end and
/// returns 0 or an empty text, so that a caller may check once, after several reads.
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

  /// Takes a number of `size` bytes, at most 4, the highest one first.
  constexpr std::uint32_t take_number(std::size_t size) {
    std::uint32_t number = 0;
    while (size-- != 0) number = number << 8 | take_byte();
    return number;
  }

  /// Takes a number of at most `bits` bits, rounded up to a multiple of 7. Each byte holds seven of them, the
  /// least significant ones first; the highest bit of a byte is 1 if another one follows (RFC 7541 5.1;
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

  /// Takes a text whose size comes first, as a number of `size` bytes.
  constexpr std::string_view take_sized_text(std::size_t size) { return take_text(take_number(size)); }

  /// Returns a reader of the bytes that take_sized_text() takes.
  constexpr ByteReader take_part(std::size_t size) {
    const std::string_view text = take_sized_text(size);
    return {text.data(), text.data() + text.size()};
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
