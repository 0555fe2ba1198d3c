// What the cryptography of TLS does with secrets, for script/test-constant-time: under Valgrind's memcheck,
// secrets are undefined bytes, so that a branch on one or an address that is made of one is an error.
//
// constant_time ROW: calls one of the rows below. Without a row, prints their names.
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "memcheck.h"
#include "probe/crypto/aead.h"
#include "probe/crypto/hmac.h"
#include "probe/crypto/weierstrass.h"
#include "probe/crypto/x25519.h"

namespace {

using namespace probe::crypto;

char secret[64];
char result[256];
char text[256];
const char nonce[nonce_size] = {};

/// A public key that is no secret: the base point of the curve.
void write_key(const CurveNumbers& numbers, char* key) {
  *key = 4;
  std::copy_n(numbers.base, 2 * numbers.size, key + 1);
}

void exchange_keys(const CurveNumbers& numbers) {
  char key[97];
  write_key(numbers, key);
  const Curve curve(numbers);
  curve.write_public_key(secret, result);
  static_cast<void>(curve.write_shared_secret(secret, key, result));
}

/// Encrypts, and computes the tag of what was received.
void encrypt(AeadKind kind) {
  const Cipher cipher(kind, secret);
  cipher.seal(nonce, "data", text, sizeof text - tag_size);
  cipher.write_tag(nonce, "data", {text, sizeof text - tag_size}, result);
  result[16] = are_same(result, text + sizeof text - tag_size, tag_size) ? 'y' : 'n';
}

struct Row {
  char name[16];
  void (*run)();
};

const Row rows[] = {
    {"sha256",
     [] {
       write_hmac(HashKind::sha256, {secret, 32}, {secret, sizeof secret}, result);
     }},
    {"sha384",
     [] {
       write_hmac(HashKind::sha384, {secret, 48}, {secret, sizeof secret}, result);
     }},
    {"hkdf",
     [] {
       expand_label(HashKind::sha384, {secret, 48}, "key", {secret, 48}, result, 32);
     }},
    {"tls12",
     [] {
       write_pseudorandom(HashKind::sha256, {secret, 48}, "key expansion", result, 100);
     }},
    {"x25519", [] { static_cast<void>(x25519(secret, x25519_base, result)); }},
    {"p256", [] { exchange_keys(p256_numbers); }},
    {"p384", [] { exchange_keys(p384_numbers); }},
    {"chacha20", [] { encrypt(AeadKind::chacha20_poly1305); }},
    {"aes128", [] { encrypt(AeadKind::aes128_gcm); }},
    {"aes256", [] { encrypt(AeadKind::aes256_gcm); }},
    // These show that a fault is seen.
    {"leak-branch",
     [] {
       if (secret[0] == 1) result[0] = text[1];
       asm volatile("" ::: "memory");
     }},
    {"leak-address", [] { result[0] = text[static_cast<unsigned char>(secret[0])]; }},
};

}  // namespace

int main(int count, char** words) {
  for (const Row& row : rows) {
    if (count < 2) {
      write(STDOUT_FILENO, row.name, strlen(row.name));
      write(STDOUT_FILENO, "\n", 1);
    } else if (words[1] == std::string_view(row.name)) {
      VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
      VALGRIND_MAKE_MEM_UNDEFINED(text, sizeof text);
      row.run();
      return 0;
    }
  }
  return count < 2 ? 0 : 2;
}
