// The cipher suites that are offered, one row each.
#pragma once

#include <cstdint>

#include "probe/crypto/aead.h"
#include "probe/crypto/sha2.h"
#include "probe/tls/numbers.h"

namespace probe::tls {

using crypto::AeadKind;
using crypto::HashKind;

struct Suite {
  std::uint16_t number;
  Version version;
  AeadKind aead;
  HashKind hash;
};

/// In the order of preference: ChaCha20 is the fastest one here. Those of TLS 1.2 come twice, for the two
/// kinds of key that a certificate has, which is not verified (RFC 8446 B.4, RFC 5289, RFC 7905).
inline constexpr Suite suites[] = {
    {0x1303, Version::tls13, AeadKind::chacha20_poly1305, HashKind::sha256},
    {0x1301, Version::tls13, AeadKind::aes128_gcm, HashKind::sha256},
    {0x1302, Version::tls13, AeadKind::aes256_gcm, HashKind::sha384},
    {0xcca9, Version::tls12, AeadKind::chacha20_poly1305, HashKind::sha256},
    {0xcca8, Version::tls12, AeadKind::chacha20_poly1305, HashKind::sha256},
    {0xc02b, Version::tls12, AeadKind::aes128_gcm, HashKind::sha256},
    {0xc02f, Version::tls12, AeadKind::aes128_gcm, HashKind::sha256},
    {0xc02c, Version::tls12, AeadKind::aes256_gcm, HashKind::sha384},
    {0xc030, Version::tls12, AeadKind::aes256_gcm, HashKind::sha384},
};

/// Returns the suite with that number and version; nullptr: it was not offered.
constexpr const Suite* find_suite(std::uint16_t number, Version version) {
  for (const Suite& suite : suites) {
    if (suite.number == number && suite.version == version) return &suite;
  }
  return nullptr;
}

}  // namespace probe::tls
