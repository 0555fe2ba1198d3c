// GHASH, the hash of GCM (NIST SP 800-38D 6.4).
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/crypto/words.h"

namespace probe::crypto {

/// The hash of blocks of 16 bytes.
class Ghash {
 public:
  /// `key` has 16 bytes.
  constexpr explicit Ghash(const char* key)
      : key_{read_big_endian<std::uint64_t>(key), read_big_endian<std::uint64_t>(key + 8)} {}

  constexpr void add(const char* block) {
    sum_[0] ^= read_big_endian<std::uint64_t>(block);
    sum_[1] ^= read_big_endian<std::uint64_t>(block + 8);
    multiply();
  }

  /// Writes the hash: 16 bytes.
  constexpr void finish(char* hash) const {
    write_big_endian(hash, sum_[0]);
    write_big_endian(hash + 8, sum_[1]);
  }

 private:
  /// Multiplies the sum by the key. The highest bit of the first word is the lowest power.
  constexpr void multiply() {
    std::uint64_t product[2] = {};
    std::uint64_t power[2] = {key_[0], key_[1]};
    for (std::size_t bit = 0; bit < 128; ++bit) {
      const std::uint64_t is_set = mask_of(sum_[bit / 64] >> (63 - bit % 64));
      product[0] ^= power[0] & is_set;
      product[1] ^= power[1] & is_set;
      const std::uint64_t is_over = mask_of(power[1]);
      power[1] = power[1] >> 1 | power[0] << 63;
      power[0] = power[0] >> 1 ^ (is_over & 0xe100000000000000);  // x^128 is x^7 + x^2 + x + 1
    }
    sum_[0] = product[0];
    sum_[1] = product[1];
  }

  std::uint64_t key_[2];
  std::uint64_t sum_[2] = {};
};

}  // namespace probe::crypto
