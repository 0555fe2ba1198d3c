// What probe prints about a session of TLS.
#pragma once

#include <cstdint>

#include "base/text.h"
#include "probe/tls/tls.h"

namespace probe {

/// Appends until when a certificate is valid. `end`: that time; 0: it could not be read. Both are in seconds
/// since 1970.
constexpr void put_expiry(base::Text& text, std::int64_t end, std::int64_t now) {
  constexpr std::int64_t hour = 3600;
  constexpr std::int64_t day = 24 * hour;
  const std::int64_t left = end - now;
  text << "the certificate ";
  if (end == 0) {
    text << "has no readable expiry date";
  } else if (left < 0) {
    text << "has expired";
  } else {
    text << "expires in " << (left < day ? left / hour : left / day) << (left < day ? "h" : "d");
  }
}

/// Appends what --verbose shows of a session: the version, the group, the cipher, and put_expiry().
constexpr void put_session(base::Text& line, const tls::Session& session, std::int64_t now) {
  constexpr char ciphers[][18] = {"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305"};
  const tls::Handshake& handshake = session.handshake();
  const bool is_p384 = handshake.group() == tls::Group::p384;
  line << ", " << tls::name_of_version(session) << ", "
       << (handshake.group() == tls::Group::x25519 ? "X25519"
           : is_p384                               ? "P-384"
                                                   : "P-256")
       << ", " << ciphers[static_cast<int>(handshake.suite().aead)] << ", ";
  put_expiry(line, handshake.not_after(), now);
}

}  // namespace probe
