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

/// As many bytes as a digest has, or the master secret of TLS 1.2.
struct Secret {
  char bytes[crypto::longest_digest] = {};
};

inline constexpr std::size_t master_secret_size = 48;  // of TLS 1.2
inline constexpr std::size_t verify_size = 12;         // of the code in a Finished of TLS 1.2

/// The bytes of a secret that are used.
constexpr std::string_view view(const Secret& secret, HashKind kind) {
  return {secret.bytes, crypto::digest_size(kind)};
}

constexpr Secret digest_of(crypto::Hash hash) {  // a copy, since finish() ends it
  Secret digest;
  hash.finish(digest.bytes);
  return digest;
}

/// Derive-Secret of RFC 8446 7.1. `digest`: of the messages so far.
constexpr Secret derive(HashKind kind, const Secret& secret, std::string_view label, const Secret& digest) {
  Secret derived;
  crypto::expand_label(kind, view(secret, kind), label, view(digest, kind), derived.bytes,
                       crypto::digest_size(kind));
  return derived;
}

/// Returns the next of the three secrets from which RFC 8446 7.1 derives all others.
constexpr Secret next_secret(HashKind kind, const Secret& secret, std::string_view input) {
  const Secret salt = derive(kind, secret, "derived", digest_of(crypto::Hash(kind)));
  Secret next;
  crypto::write_hmac(kind, view(salt, kind), input, next.bytes);
  return next;
}

/// The Handshake Secret, from the secret that is shared with the server.
constexpr Secret handshake_secret(HashKind kind, std::string_view shared) {
  const Secret zeros;
  Secret early;
  crypto::write_hmac(kind, "", view(zeros, kind), early.bytes);
  return next_secret(kind, early, shared);
}

/// The Master Secret, from the Handshake Secret.
constexpr Secret master_secret(HashKind kind, const Secret& handshake) {
  const Secret zeros;
  return next_secret(kind, handshake, view(zeros, kind));
}

/// Starts to protect one direction with the keys of a traffic secret (RFC 8446 7.3).
constexpr void start(Protection& keys, const Suite& suite, const Secret& secret) {
  const std::string_view from = view(secret, suite.hash);
  crypto::expand_label(suite.hash, from, "key", "", keys.key, crypto::key_size(suite.aead));
  crypto::expand_label(suite.hash, from, "iv", "", keys.iv, sizeof keys.iv);
  keys.sequence = 0;
  keys.suite = &suite;
}

/// Returns the traffic secret after this one (RFC 8446 7.2).
constexpr Secret updated(HashKind kind, const Secret& secret) {
  Secret next;
  crypto::expand_label(kind, view(secret, kind), "traffic upd", "", next.bytes, crypto::digest_size(kind));
  return next;
}

/// The code of a Finished of TLS 1.3 (RFC 8446 4.4.4). `secret`: the traffic secret of who sends it.
constexpr Secret finished_code(HashKind kind, const Secret& secret, const Secret& digest) {
  Secret key;
  crypto::expand_label(kind, view(secret, kind), "finished", "", key.bytes, crypto::digest_size(kind));
  Secret code;
  crypto::write_hmac(kind, view(key, kind), view(digest, kind), code.bytes);
  return code;
}

/// Starts to protect both directions with the keys of TLS 1.2 (RFC 5246 6.3). The server starts to use its
/// own when it says so.
constexpr void start_tls12(Protection& client, Protection& server, const Suite& suite, const Secret& master,
                           std::string_view server_random, std::string_view client_random) {
  char block[2 * (crypto::longest_key + crypto::nonce_size)] = {};
  const std::size_t key_size = crypto::key_size(suite.aead);
  const std::size_t size = iv_size(suite);
  crypto::write_pseudorandom(suite.hash, {master.bytes, master_secret_size}, "key expansion", server_random,
                             client_random, block, 2 * (key_size + size));
  std::copy_n(block, key_size, client.key);
  std::copy_n(block + key_size, key_size, server.key);
  std::copy_n(block + 2 * key_size, size, client.iv);
  std::copy_n(block + 2 * key_size + size, size, server.iv);
  client.suite = &suite;
}

}  // namespace probe::tls
