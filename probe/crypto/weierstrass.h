// The key exchange on the curves P-256 and P-384: scalar * point, with formulas that have no exceptions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "probe/crypto/curve_numbers.h"
#include "probe/crypto/formula.h"
#include "probe/crypto/montgomery.h"

namespace probe::crypto {

/// The variables of the formulas. Points are x : y : z, which is (x / z, y / z), and 0 : 1 : 0 is the point
/// at infinity.
struct CurveFormulas {
  enum Variable : std::uint8_t { x1, y1, z1, x2, y2, z2, x3, y3, z3, b, t0, t1, t2, t3, t4, variable_count };

  /// The sum x3 : y3 : z3 of any two points, also of one with itself or with infinity (Renes, Costello,
  /// Batina: Complete addition formulas for prime order elliptic curves, algorithm 4).
  static constexpr FormulaRow sum[] = {
      {t0, x1, times, x2}, {t1, y1, times, y2}, {t2, z1, times, z2}, {t3, x1, plus, y1},  {t4, x2, plus, y2},
      {t3, t3, times, t4}, {t4, t0, plus, t1},  {t3, t3, minus, t4}, {t4, y1, plus, z1},  {x3, y2, plus, z2},
      {t4, t4, times, x3}, {x3, t1, plus, t2},  {t4, t4, minus, x3}, {x3, x1, plus, z1},  {y3, x2, plus, z2},
      {x3, x3, times, y3}, {y3, t0, plus, t2},  {y3, x3, minus, y3}, {z3, b, times, t2},  {x3, y3, minus, z3},
      {z3, x3, plus, x3},  {x3, x3, plus, z3},  {z3, t1, minus, x3}, {x3, t1, plus, x3},  {y3, b, times, y3},
      {t1, t2, plus, t2},  {t2, t1, plus, t2},  {y3, y3, minus, t2}, {y3, y3, minus, t0}, {t1, y3, plus, y3},
      {y3, t1, plus, y3},  {t1, t0, plus, t0},  {t0, t1, plus, t0},  {t0, t0, minus, t2}, {t1, t4, times, y3},
      {t2, t0, times, y3}, {y3, x3, times, z3}, {y3, y3, plus, t2},  {x3, t3, times, x3}, {x3, x3, minus, t1},
      {z3, t4, times, z3}, {t1, t3, times, t0}, {z3, z3, plus, t1},
  };

  /// Computes in t0 what is 0 if and only if the point (x1, y1) is on the curve: x^3 - 3x + b - y^2.
  static constexpr FormulaRow equation[] = {
      {t0, x1, times, x1}, {t0, t0, times, x1}, {t0, t0, minus, x1}, {t0, t0, minus, x1},
      {t0, t0, minus, x1}, {t0, t0, plus, b},   {t1, y1, times, y1}, {t0, t0, minus, t1},
  };
};

class Curve {
 public:
  constexpr explicit Curve(const CurveNumbers& numbers)
      : numbers_(numbers), field_(numbers.prime, numbers.size) {}

  /// Of a scalar, a coordinate and a shared secret. A public key is 0x04, x and y: 2 * size() + 1 bytes.
  [[nodiscard]] constexpr std::size_t size() const { return numbers_.size; }

  /// Writes the public key of a scalar, which is not 0. Any scalar below the power of two above the prime
  /// will do.
  constexpr void write_public_key(const char* scalar, char* key) const {
    Number values[Formulas::variable_count];
    static_cast<void>(read(numbers_.base, values));  // it is on the curve
    *key = uncompressed;
    multiply_point(scalar, values, key + 1, key + 1 + size());
  }

  /// Writes the secret that is shared with the owner of a public key: the x coordinate of scalar * key.
  /// Returns false if the key is no point of the curve (RFC 8446 4.2.8.2).
  [[nodiscard]] constexpr bool write_shared_secret(const char* scalar, const char* key, char* secret) const {
    Number values[Formulas::variable_count];
    if (*key != uncompressed || !read(key + 1, values)) return false;
    char y[48] = {};
    multiply_point(scalar, values, secret, y);
    return true;
  }

 private:
  using Formulas = CurveFormulas;

  static constexpr char uncompressed = 4;

  /// Reads x and y. Returns whether they are below the prime and on the curve.
  [[nodiscard]] constexpr bool read(const char* bytes, Number* values) const {
    for (const std::uint8_t coordinate : {Formulas::x1, Formulas::y1}) {
      const Number number = field_.read(bytes);
      if (!field_.has(number)) return false;
      values[coordinate] = field_.to_form(number);
      bytes += size();
    }
    values[Formulas::b] = field_.to_form(field_.read(numbers_.b));
    compute(field_, Formulas::equation, values);
    Limb bits = 0;
    for (const Limb limb : values[Formulas::t0].limbs) bits |= limb;
    return bits == 0;
  }

  /// Writes x and y of scalar * (x1, y1). Each bit of the scalar costs two sums.
  constexpr void multiply_point(const char* scalar, Number* values, char* x, char* y) const {
    Number unit;
    unit.limbs[0] = 1;
    unit = field_.to_form(unit);
    Number point[3] = {values[Formulas::x1], values[Formulas::y1], unit};
    Number product[3];  // infinity
    product[1] = unit;
    for (std::size_t step = 0; step < 16 * size(); ++step) {
      // Doubled, and then added to the point, which counts if the bit of the scalar is 1.
      const std::size_t bit = step / 2;
      const bool is_sum = step % 2 != 0;
      std::copy_n(product, 3, values + Formulas::x1);
      std::copy_n(is_sum ? point : product, 3, values + Formulas::x2);
      compute(field_, Formulas::sum, values);
      const Limb is_set = Limb{static_cast<unsigned char>(scalar[bit / 8])} >> (7 - bit % 8);
      for (std::size_t i = 0; i < 3; ++i)
        field_.choose(product[i], values[Formulas::x3 + i], is_sum ? is_set : 1);
    }
    const Number inverse = field_.invert(product[2]);
    field_.write(field_.from_form(field_.multiply(product[0], inverse)), x);
    field_.write(field_.from_form(field_.multiply(product[1], inverse)), y);
  }

  const CurveNumbers& numbers_;
  Modulus field_;
};

}  // namespace probe::crypto
