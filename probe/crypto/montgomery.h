// Numbers modulo a prime of any shape, for P-256 and P-384: in Montgomery's form, which is the number times
// the power of two above the prime, so that a product needs no division (Montgomery, Modular Multiplication
// Without Trial Division).
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/crypto/words.h"

namespace probe::crypto {

#ifdef __SIZEOF_INT128__
using Limb = std::uint64_t;
__extension__ using DoubleLimb = unsigned __int128;
#else
using Limb = std::uint32_t;
using DoubleLimb = std::uint64_t;
#endif

inline constexpr int limb_bits = 8 * sizeof(Limb);
inline constexpr std::size_t most_limbs = 384 / limb_bits;

/// A number below the modulus, in limbs, the lowest one first. Those that the modulus does not need are 0.
struct Number {
  Limb limbs[most_limbs] = {};
};

/// The numbers modulo one prime.
class Modulus {
 public:
  /// `prime` has `size` bytes, the highest one first; its highest bit is 1.
  constexpr Modulus(const char* prime, std::size_t size)
      : count_(size / sizeof(Limb)), prime_(read(prime)), factor_(0 - inverse(prime_.limbs[0])) {
    square_.limbs[0] = 1;
    for (std::size_t i = 0; i < 16 * size; ++i) square_ = add(square_, square_);
  }

  [[nodiscard]] constexpr std::size_t size() const { return count_ * sizeof(Limb); }

  /// Reads size() bytes, the highest one first.
  [[nodiscard]] constexpr Number read(const char* bytes) const {
    Number number;
    for (std::size_t i = 0; i < count_; ++i)
      number.limbs[i] = read_big_endian<Limb>(bytes + (count_ - 1 - i) * sizeof(Limb));
    return number;
  }

  constexpr void write(const Number& number, char* bytes) const {
    for (std::size_t i = 0; i < count_; ++i)
      write_big_endian(bytes + (count_ - 1 - i) * sizeof(Limb), number.limbs[i]);
  }

  /// Returns whether a number that was read is below the prime.
  [[nodiscard]] constexpr bool has(const Number& number) const {
    Number difference;
    return subtract_limbs(number, prime_, difference) != 0;
  }

  [[nodiscard]] constexpr Number add(const Number& one, const Number& other) const {
    Number sum;
    Limb carry = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const DoubleLimb limb = DoubleLimb{one.limbs[i]} + other.limbs[i] + carry;
      sum.limbs[i] = static_cast<Limb>(limb);
      carry = static_cast<Limb>(limb >> limb_bits);
    }
    return reduce(sum, carry);
  }

  [[nodiscard]] constexpr Number subtract(const Number& one, const Number& other) const {
    Number difference;
    const Limb borrow = subtract_limbs(one, other, difference);
    Limb carry = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const DoubleLimb limb = DoubleLimb{difference.limbs[i]} + (prime_.limbs[i] & mask_of(borrow)) + carry;
      difference.limbs[i] = static_cast<Limb>(limb);
      carry = static_cast<Limb>(limb >> limb_bits);
    }
    return difference;
  }

  /// Returns the product of two numbers, divided by the power of two above the prime.
  [[nodiscard]] constexpr Number multiply(const Number& one, const Number& other) const {
    Limb sum[most_limbs + 2] = {};
    for (std::size_t i = 0; i < count_; ++i) {
      add_product(sum, one, other.limbs[i]);
      add_product(sum, prime_, sum[0] * factor_);
      for (std::size_t k = 0; k <= count_; ++k) sum[k] = sum[k + 1];
      sum[count_ + 1] = 0;
    }
    Number product;
    for (std::size_t i = 0; i < count_; ++i) product.limbs[i] = sum[i];
    return reduce(product, sum[count_]);
  }

  [[nodiscard]] constexpr Number to_form(const Number& number) const { return multiply(number, square_); }

  [[nodiscard]] constexpr Number from_form(const Number& number) const {
    Number unit;
    unit.limbs[0] = 1;
    return multiply(number, unit);
  }

  /// Returns 1 / number, both in the form, or 0 for 0: the power of the prime less 2 (Fermat).
  [[nodiscard]] constexpr Number invert(const Number& number) const {
    Number two;
    two.limbs[0] = 2;
    Number exponent;
    subtract_limbs(prime_, two, exponent);
    Number unit;
    unit.limbs[0] = 1;
    Number power = to_form(unit);
    for (std::size_t bit = count_ * limb_bits; bit-- != 0;) {
      power = multiply(power, power);
      const bool is_set =
          (exponent.limbs[bit / limb_bits] >> (bit % limb_bits) & 1) != 0;  // which is no secret
      if (is_set) power = multiply(power, number);
    }
    return power;
  }

  /// Makes `number` the other one if the lowest bit of `is_other` is 1.
  constexpr void choose(Number& number, const Number& other, Limb is_other) const {
    for (std::size_t i = 0; i < count_; ++i)
      number.limbs[i] ^= (number.limbs[i] ^ other.limbs[i]) & mask_of(is_other);
  }

 private:
  /// Returns 1 / limb, modulo the power of two above a limb. Each step of Newton's iteration doubles the bits
  /// that are right.
  static constexpr Limb inverse(Limb limb) {
    Limb result = 1;
    for (int i = 0; i < 6; ++i) result *= 2 - limb * result;
    return result;
  }

  /// Returns the borrow: 1 if `one` is below `other`.
  constexpr Limb subtract_limbs(const Number& one, const Number& other, Number& difference) const {
    Limb borrow = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const DoubleLimb limb = DoubleLimb{one.limbs[i]} - other.limbs[i] - borrow;
      difference.limbs[i] = static_cast<Limb>(limb);
      borrow = static_cast<Limb>(limb >> limb_bits) & 1;
    }
    return borrow;
  }

  /// Subtracts the prime from a number, with a carry as its highest limb, if it is not below the prime.
  [[nodiscard]] constexpr Number reduce(Number number, Limb carry) const {
    Number difference;
    const Limb borrow = subtract_limbs(number, prime_, difference);
    choose(number, difference, carry | (borrow ^ 1));
    return number;
  }

  /// Adds number * factor to a sum of count_ + 2 limbs.
  constexpr void add_product(Limb* sum, const Number& number, Limb factor) const {
    Limb carry = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const DoubleLimb limb = DoubleLimb{number.limbs[i]} * factor + sum[i] + carry;
      sum[i] = static_cast<Limb>(limb);
      carry = static_cast<Limb>(limb >> limb_bits);
    }
    const DoubleLimb limb = DoubleLimb{sum[count_]} + carry;
    sum[count_] = static_cast<Limb>(limb);
    sum[count_ + 1] += static_cast<Limb>(limb >> limb_bits);
  }

  std::size_t count_;  // of the limbs
  Number prime_;
  Limb factor_;    // -1 / prime, modulo the power of two above a limb
  Number square_;  // of the power of two above the prime
};

}  // namespace probe::crypto
