// Numbers in the bytes of cryptography, and operations that take the same time whatever their operands are.
#pragma once

#include <cstddef>
#include <cstdint>

namespace probe::crypto {

/// Reads a number whose highest byte comes first.
template <class Word>
constexpr Word read_big_endian(const char* at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i)
    word = static_cast<Word>(word << 8) | static_cast<unsigned char>(at[i]);
  return word;
}

/// Writes a number, the highest byte first.
template <class Word>
constexpr void write_big_endian(char* at, Word word) {
  for (std::size_t i = sizeof word; i-- != 0; word = static_cast<Word>(word >> 8))
    at[i] = static_cast<char>(word);
}

/// Reads a number whose lowest byte comes first.
template <class Word>
constexpr Word read_little_endian(const char* at) {
  Word word = 0;
  for (std::size_t i = sizeof word; i-- != 0;)
    word = static_cast<Word>(word << 8) | static_cast<unsigned char>(at[i]);
  return word;
}

/// Writes a number, the lowest byte first.
template <class Word>
constexpr void write_little_endian(char* at, Word word) {
  for (std::size_t i = 0; i < sizeof word; ++i, word = static_cast<Word>(word >> 8))
    at[i] = static_cast<char>(word);
}

/// Returns a word with all bits set if the lowest bit of `bit` is 1, else 0. No branch depends on it.
template <class Word>
constexpr Word mask_of(Word bit) {
  return static_cast<Word>(0 - (bit & 1));
}

/// Returns whether two areas of `size` bytes are the same. The time depends on `size` only.
constexpr bool are_same(const char* one, const char* other, std::size_t size) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < size; ++i) difference |= static_cast<unsigned char>(one[i] ^ other[i]);
  return difference == 0;
}

}  // namespace probe::crypto
