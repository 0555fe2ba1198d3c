// The groups of the key exchange that are offered: X25519, P-256 and P-384 (RFC 8446 4.2.7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/crypto/weierstrass.h"
#include "probe/crypto/x25519.h"

namespace probe::tls {

enum class Group : std::uint16_t { none = 0, p256 = 23, p384 = 24, x25519 = 29 };

/// In the order of preference.
inline constexpr Group groups[] = {Group::x25519, Group::p256, Group::p384};

/// Of a private key: as many bytes as the largest group has.
inline constexpr std::size_t scalar_size = 48;
inline constexpr std::size_t longest_shared_secret = 48;
inline constexpr std::size_t longest_public_key = 97;

/// Returns the group with that number; none: it was not offered.
constexpr Group find_group(std::size_t number) {
  for (const Group group : groups) {
    if (static_cast<std::size_t>(group) == number) return group;
  }
  return Group::none;
}

/// Returns the size of a shared secret, in bytes.
constexpr std::size_t secret_size(Group group) { return group == Group::p384 ? 48 : 32; }

/// Returns the size of a public key, in bytes. Those of the curves are points: RFC 8446 4.2.8.2.
constexpr std::size_t key_size(Group group) {
  return group == Group::x25519 ? crypto::x25519_size : 1 + 2 * secret_size(group);
}

constexpr const crypto::CurveNumbers& numbers_of(Group group) {
  return group == Group::p384 ? crypto::p384_numbers : crypto::p256_numbers;
}

/// Appends the public key of a private key, which has scalar_size bytes.
constexpr void put_public_key(base::Text& out, Group group, const char* scalar) {
  char key[longest_public_key] = {};
  if (group == Group::x25519) {
    static_cast<void>(crypto::x25519(scalar, crypto::x25519_base, key));  // which is not zero
  } else {
    crypto::Curve(numbers_of(group)).write_public_key(scalar, key);
  }
  out.append({key, key_size(group)});
}

/// Writes the secret that is shared with the owner of a public key: secret_size() bytes. Returns whether the
/// key is valid.
[[nodiscard]] constexpr bool write_shared_secret(Group group, const char* scalar, std::string_view key,
                                                 char* secret) {
  if (key.size() != key_size(group)) return false;
  if (group == Group::x25519) return crypto::x25519(scalar, key.data(), secret);
  return crypto::Curve(numbers_of(group)).write_shared_secret(scalar, key.data(), secret);
}

}  // namespace probe::tls
