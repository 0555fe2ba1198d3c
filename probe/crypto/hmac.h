// HMAC (RFC 2104), and the keys that TLS derives with it: HKDF (RFC 5869) for TLS 1.3, and the pseudorandom
// function of TLS 1.2.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "probe/crypto/sha2.h"

namespace probe::crypto {

/// The HMAC of bytes that come in parts.
class Hmac {
 public:
  /// `key` has at most block_size() bytes: TLS has no longer ones.
  constexpr Hmac(HashKind kind, std::string_view key) : inner_(kind), outer_(kind) {
    start(inner_, key, 0x36);
    start(outer_, key, 0x5c);
  }

  constexpr void add(std::string_view bytes) { inner_.add(bytes); }

  /// Writes the HMAC of all that was added: digest_size() bytes. Nothing can be added after that.
  constexpr void finish(char* code) {
    inner_.finish(code);
    outer_.add({code, digest_size(outer_.kind())});
    outer_.finish(code);
  }

 private:
  /// Adds a block that is made of the key, with each byte changed by `change`.
  static constexpr void start(Hash& hash, std::string_view key, int change) {
    for (std::size_t i = 0; i < block_size(hash.kind()); ++i) {
      const char byte = static_cast<char>((i < key.size() ? key[i] : 0) ^ change);
      hash.add({&byte, 1});
    }
  }

  Hash inner_;
  Hash outer_;
};

/// Writes the HMAC of one text. With a salt as the key, it is HKDF-Extract (RFC 5869 2.2).
constexpr void write_hmac(HashKind kind, std::string_view key, std::string_view text, char* code) {
  Hmac hmac(kind, key);
  hmac.add(text);
  hmac.finish(code);
}

/// Writes `size` bytes, at most digest_size(), of HKDF-Expand-Label (RFC 8446 7.1), which is HKDF-Expand (RFC
/// 5869 2.3) with all that is added here but the last byte as its info. `context` is a hash or empty.
constexpr void expand_label(HashKind kind, std::string_view secret, std::string_view label,
                            std::string_view context, char* out, std::size_t size) {
  constexpr std::string_view prefix = "tls13 ";
  Hmac hmac(kind, secret);
  const char sizes[] = {0, static_cast<char>(size), static_cast<char>(prefix.size() + label.size()),
                        static_cast<char>(context.size())};
  hmac.add({sizes, 3});
  hmac.add(prefix);
  hmac.add(label);
  hmac.add({sizes + 3, 1});
  hmac.add(context);
  hmac.add("\x01");
  char code[longest_digest] = {};
  hmac.finish(code);
  std::copy_n(code, size, out);
}

/// Writes `size` bytes of the pseudorandom function of TLS 1.2 (RFC 5246 5). `seed`: the label and the seed.
constexpr void write_pseudorandom(HashKind kind, std::string_view secret, std::string_view seed, char* out,
                                  std::size_t size) {
  char chain[longest_digest] = {};
  std::string_view last = seed;
  while (size != 0) {
    write_hmac(kind, secret, last, chain);
    last = {chain, digest_size(kind)};
    Hmac hmac(kind, secret);
    hmac.add(last);
    hmac.add(seed);
    char block[longest_digest] = {};
    hmac.finish(block);
    const std::size_t count = std::min(size, last.size());
    out = std::copy_n(block, count, out);
    size -= count;
  }
}

}  // namespace probe::crypto
