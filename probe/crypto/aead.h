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

/// A cipher with its key. Both kinds XOR the text with a key stream, of which a part comes before the text:
/// the key of Poly1305, or what GCM masks the code with.
class Cipher {
 public:
  /// `key` has key_size() bytes, and has to last.
  constexpr Cipher(AeadKind kind, const char* key)
      : is_chacha20_(kind == AeadKind::chacha20_poly1305), key_(key) {
    if (!is_chacha20_) aes_.expand(key, key_size(kind));
  }

  /// Encrypts `size` bytes in place, and writes the tag after them, which covers these bytes and `data`.
  constexpr void seal(const char* nonce, std::string_view data, char* text, std::size_t size) const {
    apply_stream(nonce, text, size);
    write_tag(nonce, data, {text, size}, text + size);
  }

  /// Checks the tag that follows `size` encrypted bytes, and decrypts these in place if the tag is right for
  /// them and `data`. Returns whether it is.
  [[nodiscard]] constexpr bool open(const char* nonce, std::string_view data, char* text,
                                    std::size_t size) const {
    char tag[tag_size] = {};
    write_tag(nonce, data, {text, size}, tag);
    if (!are_same(tag, text + size, tag_size)) return false;
    apply_stream(nonce, text, size);
    return true;
  }

  /// Writes the tag of an encrypted text and `data`.
  constexpr void write_tag(const char* nonce, std::string_view data, std::string_view text, char* tag) const {
    char stream[64] = {};
    write_stream(nonce, 0, stream);
    char key_of_hash[64] = {};
    if (!is_chacha20_) aes_.encrypt(key_of_hash);
    Poly1305 poly1305(stream);
    Ghash ghash(key_of_hash);
    // Each part is padded with zeros to a multiple of 16 bytes.
    const auto add = [&](std::string_view part) {
      for (std::size_t i = 0; i < part.size(); i += 16) {
        char block[16] = {};
        std::copy_n(part.data() + i, std::min<std::size_t>(16, part.size() - i), block);
        is_chacha20_ ? poly1305.add(block) : ghash.add(block);
      }
    };
    add(data);
    add(text);
    char sizes[16] = {};
    for (std::size_t i = 0; i < 2; ++i) {
      const std::uint64_t size = i == 0 ? data.size() : text.size();
      is_chacha20_ ? write_little_endian(sizes + 8 * i, size) : write_big_endian(sizes + 8 * i, size * 8);
    }
    add({sizes, sizeof sizes});
    if (is_chacha20_) return poly1305.finish(tag);
    ghash.finish(tag);
    for (std::size_t i = 0; i < tag_size; ++i) tag[i] = static_cast<char>(tag[i] ^ stream[i]);
  }

 private:
  /// Writes 64 bytes of the key stream. The text starts at byte 64 for ChaCha20, and at byte 16 for AES.
  constexpr void write_stream(const char* nonce, std::uint32_t number, char (&stream)[64]) const {
    if (is_chacha20_) return write_chacha20_block(key_, nonce, number, stream);
    for (std::size_t block = 0; block < 4; ++block) {
      std::copy_n(nonce, nonce_size, stream + 16 * block);
      write_big_endian(stream + 16 * block + nonce_size,
                       static_cast<std::uint32_t>(std::size_t{number} * 4 + block + 1));
    }
    aes_.encrypt(stream);
  }

  constexpr void apply_stream(const char* nonce, char* text, std::size_t size) const {
    const std::size_t start = is_chacha20_ ? 64 : 16;
    char stream[64] = {};
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = start + i;
      if (i == 0 || place % 64 == 0) write_stream(nonce, static_cast<std::uint32_t>(place / 64), stream);
      text[i] = static_cast<char>(text[i] ^ stream[place % 64]);
    }
  }

  bool is_chacha20_;
  const char* key_;
  Aes aes_;
};

}  // namespace probe::crypto
