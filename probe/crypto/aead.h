// Authenticated encryption with associated data: ChaCha20-Poly1305 (RFC 8439 2.8) and AES-GCM (NIST SP
// 800-38D).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/crypto/aes.h"
#include "probe/crypto/chacha20.h"
#include "probe/crypto/ghash.h"
#include "probe/crypto/poly1305.h"
#include "probe/crypto/words.h"

namespace probe::crypto {

enum class AeadKind : std::uint8_t { aes128_gcm, aes256_gcm, chacha20_poly1305 };

inline constexpr std::size_t nonce_size = 12;
inline constexpr std::size_t tag_size = 16;
inline constexpr std::size_t longest_key = 32;

constexpr std::size_t key_size(AeadKind kind) { return kind == AeadKind::aes128_gcm ? 16 : 32; }

/// The key stream of ChaCha20: block 0 is the key of the code, and the text starts at block 1.
class ChaCha20Poly1305 {
 public:
  constexpr explicit ChaCha20Poly1305(const char* key) { std::copy_n(key, sizeof key_, key_); }

  constexpr void write_stream(const char* nonce, std::uint32_t number, char (&stream)[64]) const {
    write_chacha20_block(key_, nonce, number, stream);
  }

  constexpr void write_tag(const char* nonce, std::string_view data, std::string_view text, char* tag) const {
    char key[64] = {};
    write_stream(nonce, 0, key);
    Poly1305 code(key);
    code.add(data);
    code.add(text);
    char sizes[16] = {};
    write_little_endian(sizes, std::uint64_t{data.size()});
    write_little_endian(sizes + 8, std::uint64_t{text.size()});
    code.add({sizes, sizeof sizes});
    code.finish(tag);
  }

  static constexpr std::size_t start_of_text = 64;  // in the stream

 private:
  char key_[32] = {};
};

/// The key stream of AES in counter mode: the first block masks the code, and the text starts at the second.
class AesGcm {
 public:
  /// `size`: 16 or 32 bytes.
  constexpr AesGcm(const char* key, std::size_t size) : aes_(key, size) {
    char zeros[aes_blocks_size] = {};
    aes_.encrypt(zeros);
    std::copy_n(zeros, sizeof key_of_hash_, key_of_hash_);
  }

  constexpr void write_stream(const char* nonce, std::uint32_t number, char (&stream)[64]) const {
    for (std::size_t block = 0; block < 4; ++block) {
      std::copy_n(nonce, nonce_size, stream + 16 * block);
      write_big_endian(stream + 16 * block + nonce_size,
                       static_cast<std::uint32_t>(std::size_t{number} * 4 + block + 1));
    }
    aes_.encrypt(stream);
  }

  constexpr void write_tag(const char* nonce, std::string_view data, std::string_view text, char* tag) const {
    Ghash hash(key_of_hash_);
    hash.add(data);
    hash.add(text);
    char sizes[16] = {};
    write_big_endian(sizes, std::uint64_t{data.size()} * 8);
    write_big_endian(sizes + 8, std::uint64_t{text.size()} * 8);
    hash.add({sizes, sizeof sizes});
    hash.finish(tag);
    char stream[64] = {};
    write_stream(nonce, 0, stream);
    for (std::size_t i = 0; i < tag_size; ++i) tag[i] = static_cast<char>(tag[i] ^ stream[i]);
  }

  static constexpr std::size_t start_of_text = 16;

 private:
  Aes aes_;
  char key_of_hash_[16] = {};
};

/// Encrypts or decrypts `size` bytes in place.
template <class Cipher>
constexpr void apply_stream(const Cipher& cipher, const char* nonce, char* text, std::size_t size) {
  char stream[64] = {};
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = Cipher::start_of_text + i;
    if (i == 0 || place % 64 == 0) cipher.write_stream(nonce, static_cast<std::uint32_t>(place / 64), stream);
    text[i] = static_cast<char>(text[i] ^ stream[place % 64]);
  }
}

/// Encrypts `size` bytes in place, and appends the tag, which covers these bytes and `data`.
template <class Cipher>
constexpr void seal(const Cipher& cipher, const char* nonce, std::string_view data, char* text,
                    std::size_t size) {
  apply_stream(cipher, nonce, text, size);
  cipher.write_tag(nonce, data, {text, size}, text + size);
}

/// Checks the tag that follows `size` encrypted bytes, and decrypts these in place if the tag is right for
/// them and `data`. Returns whether it is.
template <class Cipher>
[[nodiscard]] constexpr bool open(const Cipher& cipher, const char* nonce, std::string_view data, char* text,
                                  std::size_t size) {
  char tag[tag_size] = {};
  cipher.write_tag(nonce, data, {text, size}, tag);
  if (!are_same(tag, text + size, tag_size)) return false;
  apply_stream(cipher, nonce, text, size);
  return true;
}

}  // namespace probe::crypto
