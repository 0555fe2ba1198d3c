// The secrets of TLS as values, so that a test reads like RFC 8446 7.1.
#pragma once

#include <string_view>

#include "probe/tls/key_schedule.h"

namespace test {

using probe::crypto::Hash;
using probe::crypto::HashKind;
using probe::tls::Secret;

inline Secret digest_of(const Hash& messages) {
  Secret digest = {};
  digest.digest(messages);
  return digest;
}

inline Secret derive(HashKind kind, const Secret& secret, std::string_view label, const Secret& digest) {
  Secret derived = {};
  derived.derive(kind, secret, label, digest.view());
  return derived;
}

/// The next of the three secrets from which all others are derived.
inline Secret next_secret(HashKind kind, const Secret& secret, std::string_view input) {
  Secret next = {};
  next.extract(kind, derive(kind, secret, "derived", digest_of(Hash(kind))).view(), input);
  return next;
}

inline Secret handshake_secret(HashKind kind, std::string_view shared) {
  Secret early = {};
  early.extract(kind, "", {probe::tls::zeros, probe::crypto::digest_size(kind)});
  return next_secret(kind, early, shared);
}

inline Secret master_secret(HashKind kind, const Secret& handshake) {
  return next_secret(kind, handshake, {probe::tls::zeros, probe::crypto::digest_size(kind)});
}

/// The traffic secret after this one (RFC 8446 7.2).
inline Secret updated(HashKind kind, const Secret& secret) {
  Secret next = {};
  next.derive(kind, secret, "traffic upd", "");
  return next;
}

/// The code of a Finished (RFC 8446 4.4.4).
inline Secret finished_code(HashKind kind, const Secret& secret, const Secret& digest) {
  Secret key = {};
  key.derive(kind, secret, "finished", "");
  Secret code = {};
  code.extract(kind, key.view(), digest.view());
  return code;
}

}  // namespace test
