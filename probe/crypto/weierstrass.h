// The key exchange on the curves P-256 and P-384: scalar * point, with formulas that have no exceptions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/crypto/curve_numbers.h"
#include "probe/crypto/montgomery.h"

namespace probe::crypto {

/// Points are x : y : z, which is (x / z, y / z), and 0 : 1 : 0 is the point at infinity. The variables of a
/// sum: those of the two points and of the result, b, and others.
enum class Variable : std::uint8_t { x1, y1, z1, x2, y2, z2, x3, y3, z3, b, t0, t1, t2, t3, t4 };
inline constexpr std::size_t variable_count = 15;

enum class Operation : std::uint8_t { plus, minus, times };

struct FormulaRow {
  Variable result;
  Variable one;
  Operation operation;
  Variable other;
};

using enum Variable;
using enum Operation;

/// The sum of any two points, also of one with itself or with infinity (Renes, Costello, Batina: Complete
/// addition formulas for prime order elliptic curves, algorithm 4).
inline constexpr FormulaRow sum_formula[] = {
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

class Curve {
 public:
  constexpr explicit Curve(const CurveNumbers& numbers)
      : numbers_(numbers), field_(numbers.prime, numbers.size), b_(field_.to_form(field_.read(numbers.b))) {}

  /// Of a scalar, a coordinate and a shared secret. A public key is 0x04, x and y: 2 * size() + 1 bytes.
  [[nodiscard]] constexpr std::size_t size() const { return numbers_.size; }

  /// Writes the public key of a scalar, which is not 0. Any scalar below the power of two above the prime
  /// will do.
  constexpr void write_public_key(const char* scalar, char* key) const {
    Point point;
    static_cast<void>(read(numbers_.base, point));  // it is on the curve
    *key = uncompressed;
    multiply_point(scalar, point, key + 1, key + 1 + size());
  }

  /// Writes the secret that is shared with the owner of a public key: the x coordinate of scalar * key.
  /// Returns false if the key is no point of the curve (RFC 8446 4.2.8.2).
  [[nodiscard]] constexpr bool write_shared_secret(const char* scalar, const char* key, char* secret) const {
    Point point;
    if (*key != uncompressed || !read(key + 1, point)) return false;
    char y[48] = {};
    multiply_point(scalar, point, secret, y);
    return true;
  }

 private:
  struct Point {
    Number x, y, z;
  };

  static constexpr char uncompressed = 4;

  /// Reads x and y. Returns whether they are below the prime and on the curve.
  [[nodiscard]] constexpr bool read(const char* bytes, Point& point) const {
    const Number x = field_.read(bytes);
    const Number y = field_.read(bytes + size());
    if (!field_.has(x) || !field_.has(y)) return false;
    point.x = field_.to_form(x);
    point.y = field_.to_form(y);
    point.z = one();
    Number right = field_.multiply(point.x, field_.multiply(point.x, point.x));
    for (int i = 0; i < 3; ++i) right = field_.subtract(right, point.x);
    const Number difference = field_.subtract(field_.multiply(point.y, point.y), field_.add(right, b_));
    Limb bits = 0;
    for (const Limb limb : difference.limbs) bits |= limb;
    return bits == 0;
  }

  [[nodiscard]] constexpr Number one() const {
    Number number;
    number.limbs[0] = 1;
    return field_.to_form(number);
  }

  [[nodiscard]] constexpr Point sum(const Point& first, const Point& second) const {
    Number values[variable_count] = {first.x, first.y, first.z, second.x, second.y, second.z};
    values[static_cast<std::size_t>(b)] = b_;
    for (const FormulaRow& row : sum_formula) {
      const Number& left = values[static_cast<std::size_t>(row.one)];
      const Number& right = values[static_cast<std::size_t>(row.other)];
      values[static_cast<std::size_t>(row.result)] = row.operation == plus    ? field_.add(left, right)
                                                     : row.operation == minus ? field_.subtract(left, right)
                                                                              : field_.multiply(left, right);
    }
    return {values[static_cast<std::size_t>(x3)], values[static_cast<std::size_t>(y3)],
            values[static_cast<std::size_t>(z3)]};
  }

  /// Writes x and y of scalar * point. Each bit of the scalar costs two sums.
  constexpr void multiply_point(const char* scalar, const Point& point, char* x, char* y) const {
    Point product;  // infinity
    product.y = one();
    for (std::size_t bit = 0; bit < 8 * size(); ++bit) {
      product = sum(product, product);
      const Point next = sum(product, point);
      const Limb is_set = Limb{static_cast<unsigned char>(scalar[bit / 8])} >> (7 - bit % 8);
      field_.choose(product.x, next.x, is_set);
      field_.choose(product.y, next.y, is_set);
      field_.choose(product.z, next.z, is_set);
    }
    const Number inverse = field_.invert(product.z);
    field_.write(field_.from_form(field_.multiply(product.x, inverse)), x);
    field_.write(field_.from_form(field_.multiply(product.y, inverse)), y);
  }

  const CurveNumbers& numbers_;
  Modulus field_;
  Number b_;  // in Montgomery's form, as all numbers of points
};

}  // namespace probe::crypto
