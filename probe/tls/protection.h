// Records, and how they are protected (RFC 8446 5, RFC 5246 6.2, RFC 5288 3, RFC 7905 2).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/crypto/aead.h"
#include "probe/tls/bytes.h"
#include "probe/tls/numbers.h"
#include "probe/tls/suites.h"

namespace probe::tls {

/// The keys of one direction.
struct Protection {
  const Suite* suite = nullptr;  // nullptr: the records are not protected yet
  char key[crypto::longest_key];
  char iv[crypto::nonce_size];
  std::uint64_t sequence = 0;  // of the next record
};

/// What a record holds.
struct Content {
  ContentType type;
  char* text;
  std::size_t size;
};

/// Returns how many bytes of the nonce are in the record, in front of the text: only AES-GCM of TLS 1.2 has
/// any.
constexpr std::size_t explicit_nonce_size(const Suite& suite) {
  return suite.version == Version::tls12 && suite.aead != AeadKind::chacha20_poly1305 ? 8 : 0;
}

/// Returns how many of the first bytes of Protection::iv are made from the secrets. The others come from the
/// record.
constexpr std::size_t iv_size(const Suite& suite) { return crypto::nonce_size - explicit_nonce_size(suite); }

/// Writes the nonce of a record. `given`: the part that is in the record.
constexpr void write_nonce(const Protection& keys, const char* given, char (&nonce)[crypto::nonce_size]) {
  std::copy_n(keys.iv, sizeof nonce, nonce);
  const bool is_explicit = explicit_nonce_size(*keys.suite) != 0;
  char number[8] = {};
  crypto::write_big_endian(number, keys.sequence);
  for (std::size_t i = 0; i < sizeof number; ++i) {
    char& byte = nonce[sizeof nonce - sizeof number + i];
    byte = is_explicit ? given[i] : static_cast<char>(byte ^ number[i]);
  }
}

/// Appends the header of a record: all versions but that of the first record are those of TLS 1.2.
constexpr void put_header(base::Text& out, ContentType type, std::size_t size, std::size_t version = 0x0303) {
  put_number(out, static_cast<std::size_t>(type), 1);
  put_number(out, version, 2);
  put_number(out, size, 2);
}

/// Appends the data that a record authenticates besides its text (RFC 8446 5.2, RFC 5246 6.2.3.3). `size`: of
/// the text, with the type of the content that TLS 1.3 adds to it.
constexpr void put_data(base::Text& data, const Protection& keys, ContentType type, std::size_t size) {
  if (keys.suite->version == Version::tls13) {
    put_header(data, ContentType::application_data, size + crypto::tag_size);
    return;
  }
  char number[8] = {};
  crypto::write_big_endian(number, keys.sequence);
  data.append({number, sizeof number});
  put_header(data, type, size);
}

/// Appends a record with a text of at most longest_text bytes. If there is no room for it, it is left out:
/// nothing is sent that is not protected.
constexpr void put_record(base::Text& out, Protection& keys, ContentType type, std::string_view text) {
  if (keys.suite == nullptr) {
    put_header(out, type, text.size());
    out.append(text);
    return;
  }
  const std::size_t start = out.size();
  const bool hides_type = keys.suite->version == Version::tls13;
  const std::size_t given = explicit_nonce_size(*keys.suite);
  const std::size_t size = text.size() + (hides_type ? 1 : 0);
  put_header(out, hides_type ? ContentType::application_data : type, given + size + crypto::tag_size);
  char number[8] = {};
  crypto::write_big_endian(number, keys.sequence);
  out.append({number, given});
  char* const start_of_text = out.end();
  out.append(text);
  if (hides_type) put_number(out, static_cast<std::size_t>(type), 1);
  constexpr char no_tag[crypto::tag_size] = {};
  out.append({no_tag, sizeof no_tag});
  if (out.is_full()) return out.cut(start);
  char nonce[crypto::nonce_size] = {};
  write_nonce(keys, number, nonce);
  base::TextOf<16> data;
  put_data(data, keys, type, size);
  crypto::Cipher(keys.suite->aead, keys.key).seal(nonce, data.view(), start_of_text, size);
  ++keys.sequence;
}

/// Finds the type of the content after the text, before which TLS 1.3 allows zeros (RFC 8446 5.4). Returns
/// false if there is none.
constexpr bool take_type(Content& content) {
  while (content.size != 0 && content.text[content.size - 1] == '\0') --content.size;
  if (content.size == 0) return false;
  content.type = static_cast<ContentType>(content.text[--content.size]);
  return true;
}

/// Decrypts the content of a protected record in place. Returns whether it is authentic.
[[nodiscard]] constexpr bool open_record(Protection& keys, Content& content) {
  const std::size_t given = explicit_nonce_size(*keys.suite);
  if (content.size < given + crypto::tag_size) return false;
  char nonce[crypto::nonce_size] = {};
  write_nonce(keys, content.text, nonce);
  content.text += given;
  content.size -= given + crypto::tag_size;
  base::TextOf<16> data;
  put_data(data, keys, content.type, content.size);
  ++keys.sequence;
  return crypto::Cipher(keys.suite->aead, keys.key).open(nonce, data.view(), content.text, content.size);
}

}  // namespace probe::tls
