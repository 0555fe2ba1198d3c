// Numbers modulo a prime that is slightly less than a power of two: those of X25519 and of Poly1305.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "probe/crypto/words.h"

namespace probe::crypto {

/// A number modulo 2^(count * bits) - excess, in `count` limbs of `bits` bits, the lowest one first. A
/// `Product` holds the sum of `count` products of limbs, each multiplied by `excess`.
template <class Limb, class Product, std::size_t count, int bits, unsigned excess>
struct PseudoMersenne {
  static constexpr Limb limb_mask = (Limb{1} << bits) - 1;
  static constexpr std::size_t width = count * bits;  // in bits

  /// They may be a little larger than `bits`, except after carry().
  Limb limbs[count] = {};

  /// Reads a number whose lowest byte comes first. Bits above `width` are ignored.
  constexpr void read(const char* bytes, std::size_t size) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t first = i * bits / 8;
      Limb limb = 0;
      for (std::size_t place = first; place < std::min(size, first + sizeof limb); ++place)
        limb |= Limb{static_cast<unsigned char>(bytes[place])} << 8 * (place - first);
      limbs[i] = limb >> i * bits % 8 & limb_mask;
    }
  }

  /// Writes the number, below the modulus, in `size` bytes, the lowest one first. Bits that find no room are
  /// dropped.
  constexpr void write(char* bytes, std::size_t size) {
    carry();
    carry();
    // It is below 2^width now. If adding the excess overflows, it was not below the modulus, and the sum
    // without the highest bit is the result.
    PseudoMersenne reduced = *this;
    reduced.limbs[0] += excess;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      reduced.limbs[i + 1] += reduced.limbs[i] >> bits;
      reduced.limbs[i] &= limb_mask;
    }
    const Limb is_over = reduced.limbs[count - 1] >> bits;
    reduced.limbs[count - 1] &= limb_mask;
    choose(reduced, is_over);
    std::fill_n(bytes, size, '\0');
    for (std::size_t bit = 0; bit < std::min(size * 8, width); ++bit) {
      const auto value = static_cast<int>(limbs[bit / bits] >> (bit % bits) & 1);
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] | value << (bit % 8));
    }
  }

  /// Moves what is above `bits` to the next limb.
  constexpr void carry() {
    Limb over = 0;
    for (Limb& limb : limbs) {
      limb += over;
      over = limb >> bits;
      limb &= limb_mask;
    }
    limbs[0] += over * excess;
  }

  /// Becomes `other` if the lowest bit of `is_other` is 1.
  constexpr void choose(const PseudoMersenne& other, Limb is_other) {
    for (std::size_t i = 0; i < count; ++i) limbs[i] ^= (limbs[i] ^ other.limbs[i]) & mask_of(is_other);
  }

  constexpr PseudoMersenne operator+(const PseudoMersenne& other) const {
    PseudoMersenne sum;
    for (std::size_t i = 0; i < count; ++i) sum.limbs[i] = limbs[i] + other.limbs[i];
    return sum;
  }

  /// Of limbs that carry() has made, or that are the sum of two such.
  constexpr PseudoMersenne operator-(const PseudoMersenne& other) const {
    PseudoMersenne difference;
    for (std::size_t i = 0; i < count; ++i) {
      const Limb multiple_of_modulus = 4 * (limb_mask - (i == 0 ? excess - 1 : 0));
      difference.limbs[i] = limbs[i] + multiple_of_modulus - other.limbs[i];
    }
    difference.carry();
    return difference;
  }

  constexpr PseudoMersenne operator*(const PseudoMersenne& other) const {
    Limb factors[2 * count] = {};  // those of the products that wrap around, and then the others
    for (std::size_t i = 0; i < count; ++i) {
      factors[i] = other.limbs[i] * excess;
      factors[count + i] = other.limbs[i];
    }
    PseudoMersenne result;
    Product sum = 0;
    for (std::size_t place = 0; place < count; ++place) {
#pragma GCC unroll 5  // more than a third of the time of a key exchange
      for (std::size_t i = 0; i < count; ++i) sum += Product{limbs[i]} * factors[count + place - i];
      result.limbs[place] = static_cast<Limb>(sum) & limb_mask;
      sum >>= bits;
    }
    sum = sum * excess + result.limbs[0];
    result.limbs[0] = static_cast<Limb>(sum) & limb_mask;
    result.limbs[1] += static_cast<Limb>(sum >> bits);
    return result;
  }

  // As the functions that compute() calls.
  static constexpr PseudoMersenne add(const PseudoMersenne& one, const PseudoMersenne& other) {
    return one + other;
  }
  static constexpr PseudoMersenne subtract(const PseudoMersenne& one, const PseudoMersenne& other) {
    return one - other;
  }
  static constexpr PseudoMersenne multiply(const PseudoMersenne& one, const PseudoMersenne& other) {
    return one * other;
  }
};

}  // namespace probe::crypto
