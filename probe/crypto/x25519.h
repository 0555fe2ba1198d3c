// The key exchange X25519 (RFC 7748).
#pragma once

#include <cstddef>
#include <cstdint>

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

/// Exchanges two numbers if the lowest bit of `is_other` is 1.
constexpr void swap(Field25519& one, Field25519& other, unsigned is_other) {
  const Field25519 copy = one;
  one.choose(other, is_other);
  other.choose(copy, is_other);
}

/// Writes scalar * point (RFC 7748 5). Returns whether it is not zero: with a zero, the other side has chosen
/// the secret (RFC 8446 7.4.2).
constexpr bool x25519(const char* scalar, const char* point, char* shared) {
  Field25519 x1;
  Field25519 x2;
  Field25519 z2;
  Field25519 a24;
  x1.read(point, x25519_size);
  x2.limbs[0] = 1;
  Field25519 x3 = x1;
  Field25519 z3 = x2;
  constexpr char number[] = {0x41, static_cast<char>(0xdb), 1};  // 121665
  a24.read(number, sizeof number);
  unsigned swapped = 0;
  for (int bit = 254; bit >= 0; --bit) {
    // The scalar is clamped: bit 254 is 1, and the lowest three are 0.
    const unsigned given = static_cast<unsigned char>(scalar[bit / 8]) >> (bit % 8) & 1;
    const unsigned is_set = bit == 254 ? 1 : bit < 3 ? 0 : given;
    swap(x2, x3, swapped ^ is_set);
    swap(z2, z3, swapped ^ is_set);
    swapped = is_set;
    const Field25519 a = x2 + z2;
    const Field25519 b = x2 - z2;
    const Field25519 da = (x3 - z3) * a;
    const Field25519 cb = (x3 + z3) * b;
    const Field25519 aa = a * a;
    const Field25519 bb = b * b;
    const Field25519 e = aa - bb;
    const Field25519 sum = da + cb;
    const Field25519 difference = da - cb;
    x3 = sum * sum;
    z3 = x1 * (difference * difference);
    x2 = aa * bb;
    z2 = e * (aa + a24 * e);
  }
  x2 = x2 * z2.inverse();  // the last bit of a clamped scalar is 0: nothing is left to swap
  x2.write(shared, x25519_size);
  unsigned bits = 0;
  for (std::size_t i = 0; i < x25519_size; ++i) bits |= static_cast<unsigned char>(shared[i]);
  return bits != 0;
}

}  // namespace probe::crypto
