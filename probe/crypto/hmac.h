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
  constexpr Hmac(HashKind kind, std::string_view key) : inner_(kind), outer_(kind) {
    char block[longest_block] = {};
    if (key.size() > block_size(kind)) {
      Hash hash(kind);
      hash.add(key);
      hash.finish(block);
    } else {
      std::copy(key.begin(), key.end(), block);
    }
    start(inner_, block, 0x36);
    start(outer_, block, 0x36 ^ 0x5c);
  }

  constexpr void add(std::string_view bytes) { inner_.add(bytes); }

  /// Writes the HMAC of all that was added: digest_size() bytes. Nothing can be added after that.
  constexpr void finish(char* code) {
    inner_.finish(code);
    outer_.add({code, digest_size(outer_.kind())});
    outer_.finish(code);
  }

 private:
  /// Adds the block to a hash, after each of its bytes was changed by `change`.
  static constexpr void start(Hash& hash, char* block, int change) {
    const std::size_t size = block_size(hash.kind());
    for (std::size_t i = 0; i < size; ++i) block[i] = static_cast<char>(block[i] ^ change);
    hash.add({block, size});
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

/// Writes `size` bytes of HKDF-Expand (RFC 5869 2.3), which are at most digest_size(): TLS needs no more.
constexpr void expand(HashKind kind, std::string_view secret, std::string_view info, char* out,
                      std::size_t size) {
  char code[longest_digest] = {};
  Hmac hmac(kind, secret);
  hmac.add(info);
  hmac.add("\x01");
  hmac.finish(code);
  std::copy_n(code, size, out);
}

/// Writes `size` bytes, at most digest_size(), of HKDF-Expand-Label (RFC 8446 7.1). `context` is a hash or
/// empty.
constexpr void expand_label(HashKind kind, std::string_view secret, std::string_view label,
                            std::string_view context, char* out, std::size_t size) {
  constexpr std::string_view prefix = "tls13 ";
  char info[2 + 1 + 6 + 12 + 1 + longest_digest] = {0, static_cast<char>(size)};
  char* at = info + 2;
  *at++ = static_cast<char>(prefix.size() + label.size());
  at = std::copy(prefix.begin(), prefix.end(), at);
  at = std::copy(label.begin(), label.end(), at);
  *at++ = static_cast<char>(context.size());
  at = std::copy(context.begin(), context.end(), at);
  expand(kind, secret, {info, static_cast<std::size_t>(at - info)}, out, size);
}

/// Writes `size` bytes of the pseudorandom function of TLS 1.2 (RFC 5246 5) for a label and a seed of two
/// parts.
constexpr void write_pseudorandom(HashKind kind, std::string_view secret, std::string_view label,
                                  std::string_view seed, std::string_view more_seed, char* out,
                                  std::size_t size) {
  char chain[longest_digest] = {};
  const std::size_t digest = digest_size(kind);
  for (bool is_first = true; size != 0; is_first = false) {
    Hmac next(kind, secret);
    if (!is_first) next.add({chain, digest});
    Hmac code(kind, secret);
    const auto add_seed = [&](Hmac& hmac) {
      hmac.add(label);
      hmac.add(seed);
      hmac.add(more_seed);
    };
    if (is_first) add_seed(next);
    next.finish(chain);
    code.add({chain, digest});
    add_seed(code);
    char block[longest_digest] = {};
    code.finish(block);
    const std::size_t count = std::min(size, digest);
    out = std::copy_n(block, count, out);
    size -= count;
  }
}

}  // namespace probe::crypto
