// The first message of a client, which offers what it can (RFC 8446 4.1.2, and what RFC 5246 7.4.1.2 needs).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/composed.h"
#include "base/text.h"
#include "probe/tls/bytes.h"
#include "probe/tls/groups.h"
#include "probe/tls/numbers.h"
#include "probe/tls/suites.h"

namespace probe::tls {

/// The random bytes of a connection.
struct Randomness {
  char random[random_size];
  char session_id[32];  // so that the client looks like one of TLS 1.2 (RFC 8446 D.4)
  char scalar[scalar_size];
};

/// What the caller wants to be offered.
struct Offer {
  std::string_view server_name;           // empty: none is sent
  std::string_view application_protocol;  // of ALPN (RFC 7301), such as h2; empty: none is sent
};

/// What a HelloRetryRequest asks for. Both are sent in the next ClientHello.
struct Retry {
  Group group = Group::x25519;
  std::string_view cookie = {};
};

constexpr void put_extension(base::Text& out, Extension extension) {
  put_number(out, static_cast<std::size_t>(extension), 2);
}

/// The algorithms of signatures, since no signature is verified: all of ECDSA, EdDSA, RSA-PSS, RSA and
/// ML-DSA, and those with SHA-1 last.
inline constexpr std::uint16_t signature_algorithms[] = {
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a,
    0x080b, 0x0401, 0x0501, 0x0601, 0x0904, 0x0905, 0x0906, 0x0203, 0x0201};

/// Appends the cipher suites.
constexpr void put_suites(base::Text& out) {
  const Length size(out, 2);
  for (const Suite& suite : suites) put_number(out, suite.number, 2);
}

/// Appends the extensions that are the same in each ClientHello.
constexpr void put_constant_extensions(base::Text& out) {
  put_extension(out, Extension::supported_versions);
  {
    const Length extension(out, 2);
    const Length list(out, 1);
    put_number(out, static_cast<std::size_t>(Version::tls13), 2);
    put_number(out, static_cast<std::size_t>(Version::tls12), 2);
  }
  put_extension(out, Extension::supported_groups);
  {
    const Length extension(out, 2);
    const Length list(out, 2);
    for (const Group group : groups) put_number(out, static_cast<std::size_t>(group), 2);
  }
  put_extension(out, Extension::signature_algorithms);
  {
    const Length extension(out, 2);
    const Length list(out, 2);
    for (const std::uint16_t algorithm : signature_algorithms) put_number(out, algorithm, 2);
  }
  put_extension(out, Extension::extended_master_secret);
  put_number(out, 0, 2);
  put_extension(out, Extension::renegotiation_info);
  put_number(out, 1, 2);
  put_number(out, 0, 1);
  put_extension(out, Extension::ec_point_formats);
  put_number(out, 2, 2);
  put_number(out, 1, 1);
  put_number(out, 0, 1);  // uncompressed
}

/// Appends the extensions that differ between connections.
constexpr void put_own_extensions(base::Text& out, const Offer& offer, const Retry& retry,
                                  const char* scalar) {
  if (!offer.server_name.empty()) {
    put_extension(out, Extension::server_name);
    const Length extension(out, 2);
    const Length list(out, 2);
    put_number(out, 0, 1);  // the name of a host (RFC 6066 3)
    const Length name(out, 2);
    out.append(offer.server_name);
  }
  if (!offer.application_protocol.empty()) {
    put_extension(out, Extension::application_protocol);
    const Length extension(out, 2);
    const Length list(out, 2);
    const Length name(out, 1);
    out.append(offer.application_protocol);
  }
  if (!retry.cookie.empty()) {
    put_extension(out, Extension::cookie);
    const Length extension(out, 2);
    const Length cookie(out, 2);
    out.append(retry.cookie);
  }
  put_extension(out, Extension::key_share);
  const Length extension(out, 2);
  const Length list(out, 2);
  put_number(out, static_cast<std::size_t>(retry.group), 2);
  const Length key(out, 2);
  put_public_key(out, retry.group, scalar);
}

/// Appends a ClientHello, as a message without the header of a record.
constexpr void put_client_hello(base::Text& out, const Offer& offer, const Retry& retry,
                                const Randomness& randomness) {
  put_number(out, static_cast<std::size_t>(MessageType::client_hello), 1);
  const Length message(out, 3);
  put_number(out, static_cast<std::size_t>(Version::tls12), 2);
  out.append({randomness.random, sizeof randomness.random});
  put_number(out, sizeof randomness.session_id, 1);
  out.append({randomness.session_id, sizeof randomness.session_id});
  out.append(base::composed<put_suites>());
  put_number(out, 1, 1);
  put_number(out, 0, 1);  // no compression
  const Length extensions(out, 2);
  out.append(base::composed<put_constant_extensions>());
  put_own_extensions(out, offer, retry, randomness.scalar);
}

}  // namespace probe::tls
