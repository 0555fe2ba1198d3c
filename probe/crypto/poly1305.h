// The message authentication code Poly1305 (RFC 8439 2.5).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "probe/crypto/pseudo_mersenne.h"

namespace probe::crypto {

/// The code of blocks of 16 bytes.
class Poly1305 {
 public:
  /// `key` has 32 bytes.
  constexpr explicit Poly1305(const char* key) : last_(key + 16) {
    constexpr std::uint32_t clamp[4] = {0x0fffffff, 0x0ffffffc, 0x0ffffffc, 0x0ffffffc};
    char clamped[16] = {};
    for (std::size_t i = 0; i < 4; ++i)
      write_little_endian(clamped + 4 * i, read_little_endian<std::uint32_t>(key + 4 * i) & clamp[i]);
    factor_.read(clamped, sizeof clamped);
  }

  constexpr void add(const char* block) {
    Field number;
    number.read(block, 16);
    number.limbs[4] |= 1U << 24;  // a bit after the block
    sum_ = (sum_ + number) * factor_;
  }

  /// Writes the code: 16 bytes.
  constexpr void finish(char* code) {
    char bytes[16] = {};
    sum_.write(bytes, sizeof bytes);
    unsigned carry = 0;
    for (std::size_t i = 0; i < sizeof bytes; ++i) {
      carry += static_cast<unsigned char>(bytes[i]) + unsigned{static_cast<unsigned char>(last_[i])};
      code[i] = static_cast<char>(carry);
      carry >>= 8;
    }
  }

 private:
  using Field = PseudoMersenne<std::uint64_t, std::uint64_t, 5, 26, 5>;

  Field factor_;
  Field sum_;
  const char* last_;  // the second half of the key
};

}  // namespace probe::crypto
