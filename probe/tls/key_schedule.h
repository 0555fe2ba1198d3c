// The secrets of a connection, and the keys that are made from them: RFC 8446 7 for TLS 1.3, RFC 5246 6.3
// and 8.1 for TLS 1.2.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "probe/crypto/hmac.h"
#include "probe/crypto/sha2.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"
#include "probe/tls/suites.h"

namespace probe::tls {

/// A digest, or a secret.
struct Secret {
  char bytes[crypto::longest_digest];
  std::size_t size;

  [[nodiscard]] constexpr std::string_view view() const { return {bytes, size}; }
};

inline constexpr std::size_t master_secret_size = 48;  // of TLS 1.2
inline constexpr std::size_t verify_size = 12;         // of the code in a Finished of TLS 1.2

inline constexpr char zeros[crypto::longest_digest] = {};

constexpr Secret digest_of(crypto::Hash hash) {  // a copy, since finish() ends it
  Secret digest;
  digest.size = crypto::digest_size(hash.kind());
  hash.finish(digest.bytes);
  return digest;
}

/// HKDF-Expand-Label of RFC 8446 7.1, for a secret as long as a digest.
constexpr Secret derive(HashKind kind, const Secret& secret, std::string_view label,
                        std::string_view context) {
  Secret derived;
  derived.size = crypto::digest_size(kind);
  crypto::expand_label(kind, secret.view(), label, context, derived.bytes, derived.size);
  return derived;
}

/// The HMAC of a text, or HKDF-Extract.
constexpr Secret extract(HashKind kind, std::string_view key, std::string_view text) {
  Secret code;
  code.size = crypto::digest_size(kind);
  crypto::write_hmac(kind, key, text, code.bytes);
  return code;
}

/// Returns the next of the three secrets from which RFC 8446 7.1 derives all others.
constexpr Secret next_secret(HashKind kind, const Secret& secret, std::string_view input) {
  const Secret empty = digest_of(crypto::Hash(kind));
  return extract(kind, derive(kind, secret, "derived", empty.view()).view(), input);
}

/// The Handshake Secret, from the secret that is shared with the server.
constexpr Secret handshake_secret(HashKind kind, std::string_view shared) {
  return next_secret(kind, extract(kind, "", {zeros, crypto::digest_size(kind)}), shared);
}

/// The Master Secret, from the Handshake Secret.
constexpr Secret master_secret(HashKind kind, const Secret& handshake) {
  return next_secret(kind, handshake, {zeros, crypto::digest_size(kind)});
}

/// Starts to protect one direction with the keys of a traffic secret (RFC 8446 7.3).
constexpr void start(Protection& keys, const Suite& suite, const Secret& secret) {
  crypto::expand_label(suite.hash, secret.view(), "key", "", keys.key, crypto::key_size(suite.aead));
  crypto::expand_label(suite.hash, secret.view(), "iv", "", keys.iv, sizeof keys.iv);
  keys.sequence = 0;
  keys.suite = &suite;
}

/// The code of a Finished of TLS 1.3 (RFC 8446 4.4.4). `secret`: the traffic secret of who sends it.
/// `messages`: what was sent and received so far.
constexpr Secret finished_code(const Secret& secret, const crypto::Hash& messages) {
  const HashKind kind = messages.kind();
  return extract(kind, derive(kind, secret, "finished", "").view(), digest_of(messages).view());
}

/// Writes what TLS 1.2 derives from a secret (RFC 5246 5). The seed has two parts.
constexpr void write_pseudorandom(HashKind kind, std::string_view secret, std::string_view label,
                                  std::string_view seed, std::string_view more_seed, char* out,
                                  std::size_t size) {
  base::TextOf<96> text;
  text.append(label).append(seed).append(more_seed);
  crypto::write_pseudorandom(kind, secret, text.view(), out, size);
}

/// Starts to protect both directions with the keys of TLS 1.2 (RFC 5246 6.3). The server starts to use its
/// own when it says so.
constexpr void start_tls12(Protection& client, Protection& server, const Suite& suite, const Secret& master,
                           std::string_view server_random, std::string_view client_random) {
  char block[2 * (crypto::longest_key + crypto::nonce_size)] = {};
  const std::size_t key_size = crypto::key_size(suite.aead);
  const std::size_t size = iv_size(suite);
  write_pseudorandom(suite.hash, master.view(), "key expansion", server_random, client_random, block,
                     2 * (key_size + size));
  std::copy_n(block, key_size, client.key);
  std::copy_n(block + key_size, key_size, server.key);
  std::copy_n(block + 2 * key_size, size, client.iv);
  std::copy_n(block + 2 * key_size + size, size, server.iv);
  client.suite = &suite;
}

}  // namespace probe::tls
