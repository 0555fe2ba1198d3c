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

inline constexpr std::size_t master_secret_size = 48;  // of TLS 1.2
inline constexpr std::size_t verify_size = 12;         // of the code in a Finished of TLS 1.2

/// A digest, a secret, or a code.
struct Secret {
  char bytes[crypto::longest_digest];
  std::size_t size;

  [[nodiscard]] constexpr std::string_view view() const { return {bytes, size}; }

  /// Becomes the digest of what was hashed so far.
  constexpr void digest(crypto::Hash hash) {  // a copy, since finish() ends it
    size = crypto::digest_size(hash.kind());
    hash.finish(bytes);
  }

  /// Becomes the HMAC of a text, which is HKDF-Extract too.
  constexpr void extract(HashKind kind, std::string_view key, std::string_view text) {
    crypto::write_hmac(kind, key, text, bytes);
    size = crypto::digest_size(kind);
  }

  /// Becomes the HKDF-Expand-Label (RFC 8446 7.1) of another secret, or of itself, as long as a digest.
  constexpr void derive(HashKind kind, const Secret& from, std::string_view label, std::string_view context) {
    size = crypto::digest_size(kind);
    crypto::expand_label(kind, {from.bytes, size}, label, context, bytes, size);
  }
};

inline constexpr char zeros[crypto::longest_digest] = {};

/// Returns the salt of the secret after this one, of the three from which RFC 8446 7.1 derives all others.
constexpr Secret next_salt(HashKind kind, const Secret& secret) {
  Secret salt = {};
  salt.digest(crypto::Hash(kind));
  salt.derive(kind, secret, "derived", salt.view());
  return salt;
}

/// That of the Handshake Secret. It is always the same, since there is no key from before.
template <HashKind kind>
inline constexpr Secret handshake_salt = [] {
  Secret early = {};
  early.extract(kind, "", {zeros, crypto::digest_size(kind)});
  return next_salt(kind, early);
}();

/// Starts to protect one direction with the keys of a traffic secret (RFC 8446 7.3).
constexpr void start(Protection& keys, const Suite& suite, const Secret& secret) {
  crypto::expand_label(suite.hash, secret.view(), "key", "", keys.key, crypto::key_size(suite.aead));
  crypto::expand_label(suite.hash, secret.view(), "iv", "", keys.iv, sizeof keys.iv);
  keys.sequence = 0;
  keys.suite = &suite;
}

/// Computes the code of a Finished of TLS 1.3 (RFC 8446 4.4.4). `secret`: the traffic secret of who sends it.
/// `messages`: what was sent and received so far.
constexpr void compute_finished(Secret& code, const Secret& secret, const crypto::Hash& messages) {
  const HashKind kind = messages.kind();
  Secret digest;
  digest.digest(messages);
  code.derive(kind, secret, "finished", "");
  code.extract(kind, code.view(), digest.view());
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
