// The hash functions SHA-256 and SHA-384 (FIPS 180-4).
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/crypto/sha2_constants.h"
#include "probe/crypto/words.h"

namespace probe::crypto {

enum class HashKind : std::uint8_t { sha256, sha384 };

inline constexpr std::size_t longest_digest = 48;
inline constexpr std::size_t longest_block = 128;

constexpr std::size_t digest_size(HashKind kind) { return kind == HashKind::sha256 ? 32 : 48; }
constexpr std::size_t block_size(HashKind kind) { return kind == HashKind::sha256 ? 64 : 128; }

/// By how many bits words are rotated, or shifted if it is the last of a row that starts with `small`: FIPS
/// 180-4, 4.1.2 and 4.1.3.
struct Rotations {
  int big_0[3], big_1[3], small_0[3], small_1[3];
};

inline constexpr Rotations rotations_of_32_bits = {{2, 13, 22}, {6, 11, 25}, {7, 18, 3}, {17, 19, 10}};
inline constexpr Rotations rotations_of_64_bits = {{28, 34, 39}, {14, 18, 41}, {1, 8, 7}, {19, 61, 6}};

/// Mixes one block into the state. `Word` has 32 bits for SHA-256, and 64 for SHA-384.
template <class Word>
constexpr void mix(std::uint64_t (&state)[8], const char* block) {
  constexpr int bits = 8 * sizeof(Word);
  constexpr const Rotations& by = bits == 32 ? rotations_of_32_bits : rotations_of_64_bits;
  const auto big = [](Word x, const int(&n)[3]) {
    return static_cast<Word>(std::rotr(x, n[0]) ^ std::rotr(x, n[1]) ^ std::rotr(x, n[2]));
  };
  const auto small = [](Word x, const int(&n)[3]) {
    return static_cast<Word>(std::rotr(x, n[0]) ^ std::rotr(x, n[1]) ^ (x >> n[2]));
  };
  Word schedule[16] = {};
  for (std::size_t i = 0; i < 16; ++i) schedule[i] = read_big_endian<Word>(block + i * sizeof(Word));
  Word v[8] = {};
  for (std::size_t i = 0; i < 8; ++i) v[i] = static_cast<Word>(state[i]);
  for (std::size_t round = 0; round < (bits == 32 ? 64 : 80); ++round) {
    Word& word = schedule[round % 16];
    if (round >= 16) {
      word += small(schedule[(round - 2) % 16], by.small_1) + schedule[(round - 7) % 16] +
              small(schedule[(round - 15) % 16], by.small_0);
    }
    // In each round, all variables move on by one place: here, the places do.
    const auto variable = [&](std::size_t place) -> Word& { return v[(place - round) % 8]; };
    const Word e = variable(4);
    const Word a = variable(0);
    const Word choice = (e & variable(5)) ^ (~e & variable(6));
    const Word majority = (a & variable(1)) ^ (a & variable(2)) ^ (variable(1) & variable(2));
    const Word constant = static_cast<Word>(round_constants[round] >> (64 - bits));
    const Word first = variable(7) + big(e, by.big_1) + choice + constant + word;
    variable(3) += first;
    variable(7) = first + big(a, by.big_0) + majority;
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] = static_cast<Word>(state[i] + v[i]);
}

/// The hash of bytes that come in parts. A copy goes on from where the original was.
class Hash {
 public:
  constexpr explicit Hash(HashKind kind) : kind_(kind) {
    for (std::size_t i = 0; i < 8; ++i)
      state_[i] = kind == HashKind::sha256 ? std::uint64_t{start_of_sha256[i]} : start_of_sha384[i];
  }

  [[nodiscard]] constexpr HashKind kind() const { return kind_; }

  constexpr void add(std::string_view bytes) {
    const std::size_t last = block_size(kind_) - 1;  // of a block
    for (const char byte : bytes) {
      const std::size_t place = static_cast<std::size_t>(size_++) & last;
      block_[place] = byte;
      if (place == last) mix_block();
    }
  }

  /// Writes the hash of all that was added: digest_size() bytes. Nothing can be added after that.
  constexpr void finish(char* digest) {
    char length[8] = {};
    write_big_endian(length, size_ * 8);
    const std::size_t block = block_size(kind_);
    constexpr char zero = '\0';
    add("\x80");
    for (std::size_t i = sizeof length; i < block / 8; ++i) add({&zero, 1});  // the rest of SHA-384's length
    while (size_ % block != block - sizeof length) add({&zero, 1});
    add({length, sizeof length});
    const std::size_t word_size = block_size(kind_) / 16;
    for (std::size_t i = 0; i < digest_size(kind_); ++i)
      digest[i] = static_cast<char>(state_[i / word_size] >> 8 * (word_size - 1 - i % word_size));
  }

 private:
  constexpr void mix_block() {
    if (kind_ == HashKind::sha256) {
      mix<std::uint32_t>(state_, block_);
    } else {
      mix<std::uint64_t>(state_, block_);
    }
  }

  HashKind kind_;
  std::uint64_t size_ = 0;  // of all that was added
  std::uint64_t state_[8] = {};
  char block_[longest_block] = {};
};

}  // namespace probe::crypto
