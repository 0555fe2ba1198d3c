// The key exchange X25519 (RFC 7748).
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/crypto/formula.h"
#include "probe/crypto/pseudo_mersenne.h"

namespace probe::crypto {

inline constexpr std::size_t x25519_size = 32;  // of a scalar, of a public key and of a shared secret

#ifdef __SIZEOF_INT128__
__extension__ using Wide = unsigned __int128;
using Field25519 = PseudoMersenne<std::uint64_t, Wide, 5, 51, 19>;
#else
using Field25519 = PseudoMersenne<std::uint32_t, std::uint64_t, 15, 17, 19>;
#endif

/// The point whose public key everybody uses: u = 9 (RFC 7748 4.1).
inline constexpr char x25519_base[x25519_size] = {9};

/// A step of the ladder (RFC 7748 5): it doubles the point x2 : z2, and adds x3 : z3 to it, if x1 is their
/// difference.
struct LadderStep {
  enum Variable : std::uint8_t { x1, x2, z2, x3, z3, a24, a, b, variable_count };

  static constexpr FormulaRow rows[] = {
      {a, x2, plus, z2},   {b, x2, minus, z2},  {x2, x3, minus, z3}, {z2, x3, plus, z3},  // A, B, C and D
      {x3, x2, times, a},  {z3, z2, times, b},                                            // DA and CB
      {a, a, times, a},    {b, b, times, b},                                              // AA and BB
      {x2, x3, plus, z3},  {z3, x3, minus, z3}, {x3, x2, times, x2}, {z3, z3, times, z3},
      {z3, z3, times, x1}, {x2, a, times, b},   {b, a, minus, b},    {z2, a24, times, b},  // b is E now
      {z2, z2, plus, a},   {z2, z2, times, b},
  };
};

/// Exchanges two numbers if the lowest bit of `is_other` is 1.
constexpr void swap(Field25519& one, Field25519& other, unsigned is_other) {
  const Field25519 copy = one;
  one.choose(other, is_other);
  other.choose(copy, is_other);
}

/// A step to the inverse of a number: what has the index `start` is squared `count` times, and then
/// multiplied by what has the index `factor`.
struct PowerRow {
  std::uint8_t start, count, factor;
};

/// The power of 2^255 - 21, which is the inverse (Fermat's little theorem). Index 0 is the number itself, and
/// each row makes the next one, with the exponent after it.
inline constexpr PowerRow inverse_rows[] = {
    {0, 3, 0},    // 1: 9
    {0, 1, 1},    // 2: 11
    {2, 1, 1},    // 3: 2^5 - 1
    {3, 5, 3},    // 4: 2^10 - 1
    {4, 10, 4},   // 5: 2^20 - 1
    {5, 20, 5},   // 6: 2^40 - 1
    {6, 10, 4},   // 7: 2^50 - 1
    {7, 50, 7},   // 8: 2^100 - 1
    {8, 100, 8},  // 9: 2^200 - 1
    {9, 50, 7},   // 10: 2^250 - 1
    {10, 5, 2},   // 2^255 - 21
};

/// Returns 1 / number, or 0 for 0.
constexpr Field25519 inverse(const Field25519& number) {
  Field25519 powers[std::size(inverse_rows) + 1] = {number};
  Field25519* next = powers;
  for (const PowerRow& row : inverse_rows) {
    Field25519 power = powers[row.start];
    for (int i = 0; i < row.count; ++i) power = power * power;
    *++next = power * powers[row.factor];
  }
  return *next;
}

/// Writes scalar * point (RFC 7748 5). Returns whether it is not zero: with a zero, the other side has chosen
/// the secret (RFC 8446 7.4.2).
constexpr bool x25519(const char* scalar, const char* point, char* shared) {
  using Step = LadderStep;
  Field25519 values[Step::variable_count];
  values[Step::x1].read(point, x25519_size);
  values[Step::x3] = values[Step::x1];
  values[Step::x2].limbs[0] = 1;
  values[Step::z3].limbs[0] = 1;
  constexpr char number[] = {0x41, static_cast<char>(0xdb), 1};  // 121665
  values[Step::a24].read(number, sizeof number);
  unsigned swapped = 0;
  for (int bit = 254; bit >= 0; --bit) {
    // The scalar is clamped: bit 254 is 1, and the lowest three are 0.
    const unsigned given = static_cast<unsigned char>(scalar[bit / 8]) >> (bit % 8) & 1;
    const unsigned is_set = bit == 254 ? 1 : bit < 3 ? 0 : given;
    swap(values[Step::x2], values[Step::x3], swapped ^ is_set);
    swap(values[Step::z2], values[Step::z3], swapped ^ is_set);
    swapped = is_set;
    compute(Field25519{}, Step::rows, values);
  }
  // The last bit of a clamped scalar is 0: nothing is left to swap.
  (values[Step::x2] * inverse(values[Step::z2])).write(shared, x25519_size);
  unsigned bits = 0;
  for (std::size_t i = 0; i < x25519_size; ++i) bits |= static_cast<unsigned char>(shared[i]);
  return bits != 0;
}

}  // namespace probe::crypto
