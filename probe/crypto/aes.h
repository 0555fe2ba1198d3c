// The block cipher AES with keys of 128 and 256 bits (FIPS 197), four blocks at a time and without tables:
// what a table is read at shows in the time that it takes. Each of 64 bits of a plane belongs to one byte of
// the blocks, and plane k has bit k of each byte, so that an operation on planes works on all bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "probe/crypto/words.h"

namespace probe::crypto {

inline constexpr std::size_t aes_blocks_size = 64;

/// Eight planes. Byte b of the blocks is at bit b.
struct Planes {
  std::uint64_t bits[8] = {};

  /// Adds `size` bytes, from byte `place` on, to planes that are zero there.
  constexpr void read(const char* bytes, std::size_t size, std::size_t place = 0) {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t k = 0; k < 8; ++k)
        bits[k] |= std::uint64_t{static_cast<unsigned char>(bytes[i]) >> k & 1U} << (place + i);
    }
  }

  constexpr void write(char* bytes, std::size_t size) const {
    for (std::size_t i = 0; i < size; ++i) {
      unsigned byte = 0;
      for (std::size_t k = 0; k < 8; ++k) byte |= static_cast<unsigned>(bits[k] >> i & 1) << k;
      bytes[i] = static_cast<char>(byte);
    }
  }

  constexpr void add(const Planes& other) {
    for (std::size_t k = 0; k < 8; ++k) bits[k] ^= other.bits[k];
  }
};

/// Returns the remainder of polynomials of up to 15 bits, as FIPS 197 4.2 has it.
constexpr Planes reduce(std::uint64_t (&bits)[15]) {
  for (std::size_t i = 14; i >= 8; --i) {  // x^8 is x^4 + x^3 + x + 1
    bits[i - 4] ^= bits[i];
    bits[i - 5] ^= bits[i];
    bits[i - 7] ^= bits[i];
    bits[i - 8] ^= bits[i];
  }
  Planes result;
  std::copy_n(bits, 8, result.bits);
  return result;
}

/// Multiplies each byte by the same byte of `other`.
constexpr Planes multiply(const Planes& one, const Planes& other) {
  std::uint64_t product[15] = {};
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t k = 0; k < 8; ++k) product[i + k] ^= one.bits[i] & other.bits[k];
  }
  return reduce(product);
}

/// Squares each byte `count` times.
constexpr Planes square(Planes bytes, int count = 1) {
  while (count-- != 0) {
    std::uint64_t product[15] = {};
    for (std::size_t k = 0; k < 8; ++k) product[2 * k] = bytes.bits[k];
    bytes = reduce(product);
  }
  return bytes;
}

/// Replaces each byte by what the S-box has for it (FIPS 197 5.1.1): its inverse, which is its power of 254,
/// in an affine transformation.
constexpr void substitute(Planes& bytes) {
  const Planes x2 = square(bytes);
  const Planes x3 = multiply(x2, bytes);
  const Planes x12 = square(x3, 2);
  const Planes x15 = multiply(x12, x3);
  const Planes x252 = multiply(square(x15, 4), x12);
  const Planes inverse = multiply(x252, x2);
  constexpr unsigned constant = 0x63;
  for (std::size_t k = 0; k < 8; ++k) {
    std::uint64_t sum = inverse.bits[k];
    for (std::size_t i = 4; i < 8; ++i) sum ^= inverse.bits[(k + i) % 8];
    bytes.bits[k] = sum ^ mask_of(std::uint64_t{constant >> k});
  }
}

/// Moves each byte of row r by r columns to the left (FIPS 197 5.1.2). Byte 4c + r of a block is in row r and
/// column c.
constexpr void shift_rows(Planes& bytes) {
  for (std::uint64_t& plane : bytes.bits) {
    std::uint64_t shifted = 0;
    for (unsigned row = 0; row < 4; ++row) {
      const std::uint64_t own = plane & std::uint64_t{0x1111111111111111} << row;
      const std::uint64_t kept = ~std::uint64_t{0} / 0xffff * (0xffffU >> 4 * row);  // in each block
      shifted |= (own >> 4 * row & kept) | (row == 0 ? 0 : own << (16 - 4 * row) & ~kept);
    }
    plane = shifted;
  }
}

/// Mixes the four bytes of each column (FIPS 197 5.1.3).
constexpr void mix_columns(Planes& bytes) {
  const auto next_row = [](std::uint64_t plane) {
    return (plane >> 1 & 0x7777777777777777) | (plane & 0x1111111111111111) << 3;
  };
  Planes doubled;  // twice the sum of each byte and the one in the next row
  Planes others;   // the sum of the other three
  for (std::size_t k = 0; k < 8; ++k) {
    const std::uint64_t second = next_row(bytes.bits[k]);
    const std::uint64_t third = next_row(second);
    others.bits[k] = second ^ third ^ next_row(third);
    doubled.bits[(k + 1) % 8] ^= bytes.bits[k] ^ second;
  }
  for (const std::size_t k : {1U, 3U, 4U}) doubled.bits[k] ^= doubled.bits[0];  // what was x^8
  doubled.add(others);
  bytes = doubled;
}

class Aes {
 public:
  /// Makes the keys of the rounds (FIPS 197 5.2). `key` has 16 or 32 bytes.
  constexpr void expand(const char* key, std::size_t size) {
    rounds_ = size == 16 ? 10 : 14;
    char words[4 * 60] = {};
    for (std::size_t i = 0; i < size; ++i) words[i] = key[i];
    unsigned constant = 1;
    const std::size_t last = 16 * (rounds_ + 1);
    for (std::size_t i = size; i < last; i += 4) {
      char word[4] = {words[i - 4], words[i - 3], words[i - 2], words[i - 1]};
      if (i % size == 0) rotate(word);
      if (i % size == 0 || (size == 32 && i % size == 16)) substitute_word(word);
      if (i % size == 0) {
        word[0] = static_cast<char>(word[0] ^ static_cast<char>(constant));
        constant = constant << 1 ^ (constant >> 7) * 0x11b;
      }
      for (std::size_t k = 0; k < 4; ++k) words[i + k] = static_cast<char>(words[i + k - size] ^ word[k]);
    }
    for (std::size_t i = 0; i < last; ++i) {
      for (std::size_t block = 0; block < 4; ++block) keys_[i / 16].read(words + i, 1, 16 * block + i % 16);
    }
  }

  /// Encrypts four blocks (FIPS 197 5.1).
  constexpr void encrypt(char (&blocks)[aes_blocks_size]) const {
    Planes bytes;
    bytes.read(blocks, sizeof blocks);
    bytes.add(keys_[0]);
    for (std::size_t round = 1; round <= rounds_; ++round) {
      substitute(bytes);
      shift_rows(bytes);
      if (round != rounds_) mix_columns(bytes);
      bytes.add(keys_[round]);
    }
    bytes.write(blocks, sizeof blocks);
  }

 private:
  static constexpr void rotate(char (&word)[4]) {
    const char first = word[0];
    for (std::size_t i = 0; i < 3; ++i) word[i] = word[i + 1];
    word[3] = first;
  }

  static constexpr void substitute_word(char (&word)[4]) {
    Planes bytes;
    bytes.read(word, sizeof word);
    substitute(bytes);
    bytes.write(word, sizeof word);
  }

  std::size_t rounds_ = 0;
  Planes keys_[15];  // of each round, once for each of the four blocks
};

}  // namespace probe::crypto
