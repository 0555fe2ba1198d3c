// The cryptography of TLS against the numbers of Wycheproof and of the RFCs (tests/vectors).
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/crypto/aead.h"
#include "probe/crypto/hmac.h"
#include "probe/crypto/weierstrass.h"
#include "probe/crypto/x25519.h"
#include "vectors.h"

namespace {

using namespace probe::crypto;
using namespace std::string_view_literals;
using test::hex;
using test::Vector;

std::string hash_of(HashKind kind, std::string_view text) {
  Hash hash(kind);
  hash.add(text);
  char digest[longest_digest] = {};
  hash.finish(digest);
  return {digest, digest_size(kind)};
}

/// A key that is longer than a block is hashed (RFC 2104 2): TLS has none, so that Hmac cannot do it.
std::string hmac_of(HashKind kind, const std::string& key, std::string_view text) {
  char code[longest_digest] = {};
  write_hmac(kind, key.size() > block_size(kind) ? hash_of(kind, key) : key, text, code);
  return {code, digest_size(kind)};
}

/// A test in FIPS 180-4's examples, at compile time.
static_assert([] {
  Hash hash(HashKind::sha256);
  hash.add("abc");
  char digest[longest_digest] = {};
  hash.finish(digest);
  return read_big_endian<std::uint32_t>(digest) == 0xba7816bf &&
         read_big_endian<std::uint32_t>(digest + 28) == 0xf20015ad;
}());

TEST_CASE("crypto: SHA-256 and SHA-384 of texts of every size around a block, in parts") {
  CHECK(hash_of(HashKind::sha256, "") ==
        hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(hash_of(HashKind::sha384, "abc") ==
        hex("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7"));
  for (const HashKind kind : {HashKind::sha256, HashKind::sha384}) {
    for (std::size_t size = 0; size < 300; ++size) {
      const std::string text(size, 'x');
      Hash hash(kind);
      hash.add({text.data(), size / 3});
      hash.add({text.data() + size / 3, size - size / 3});
      char digest[longest_digest] = {};
      hash.finish(digest);
      CHECK(std::string(digest, digest_size(kind)) == hash_of(kind, text));
    }
  }
}

TEST_CASE("crypto: HMAC with SHA-256 and SHA-384 (Wycheproof)") {
  for (const HashKind kind : {HashKind::sha256, HashKind::sha384}) {
    for (const Vector& vector :
         test::read_vectors(kind == HashKind::sha256 ? "hmac-sha256.txt" : "hmac-sha384.txt")) {
      CAPTURE(vector.number);
      const std::string& code = vector.bytes[2];  // it may be cut
      CHECK((hmac_of(kind, vector.bytes[0], vector.bytes[1]).starts_with(code)) == vector.is_valid());
    }
  }
}

TEST_CASE("crypto: X25519 (Wycheproof), which refuses a secret of zeros") {
  for (const Vector& vector : test::read_vectors("x25519.txt")) {
    CAPTURE(vector.number);
    char shared[x25519_size];
    const bool is_taken = x25519(vector.bytes[0].data(), vector.bytes[1].data(), shared);
    const std::string_view result(shared, sizeof shared);
    CHECK(result == vector.bytes[2]);
    CHECK(is_taken == (result.find_first_not_of('\0') != std::string_view::npos));
  }
}

TEST_CASE("crypto: X25519 a thousand times (RFC 7748 5.2)") {
  std::string scalar(x25519_base, sizeof x25519_base);
  std::string point = scalar;
  for (int i = 0; i < 1000; ++i) {
    std::string next(x25519_size, '\0');
    CHECK(x25519(scalar.data(), point.data(), next.data()));
    point = scalar;
    scalar = next;
  }
  CHECK(scalar == hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
}

/// Opens and seals each vector of a file.
void check_cipher(std::string_view file) {
  for (const Vector& vector : test::read_vectors(file)) {
    CAPTURE(vector.number);
    const auto& [key, nonce, data, text, encrypted, tag] = std::tie(
        vector.bytes[0], vector.bytes[1], vector.bytes[2], vector.bytes[3], vector.bytes[4], vector.bytes[5]);
    const AeadKind kind = !file.starts_with("aes") ? AeadKind::chacha20_poly1305
                          : key.size() == 16       ? AeadKind::aes128_gcm
                                                   : AeadKind::aes256_gcm;
    const Cipher cipher(kind, key.data());
    std::string opened = encrypted + tag;
    CHECK(cipher.open(nonce.data(), data, opened.data(), encrypted.size()) == vector.is_valid());
    if (!vector.is_valid()) {
      CHECK(opened == encrypted + tag);  // as it was
      continue;
    }
    CHECK(opened == text + tag);
    std::string sealed = text + std::string(tag_size, '\0');
    cipher.seal(nonce.data(), data, sealed.data(), text.size());
    CHECK(sealed == encrypted + tag);
  }
}

TEST_CASE("crypto: ChaCha20-Poly1305 (Wycheproof)") { check_cipher("chacha20-poly1305.txt"); }

TEST_CASE("crypto: AES-128-GCM and AES-256-GCM (Wycheproof)") { check_cipher("aes-gcm.txt"); }

TEST_CASE("crypto: AES as FIPS 197's examples have it (appendix C)") {
  const std::string text = hex("00112233445566778899aabbccddeeff");
  const std::string key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  struct {
    std::size_t key_size;
    std::string encrypted;
  } const rows[] = {
      {16, hex("69c4e0d86a7b0430d8cdb78070b4c55a")},
      {32, hex("8ea2b7ca516745bfeafc49904b496089")},
  };
  for (const auto& row : rows) {
    char blocks[aes_blocks_size];
    for (std::size_t i = 0; i < sizeof blocks; ++i) blocks[i] = text[i % 16];
    Aes aes;
    aes.expand(key.data(), row.key_size);
    aes.encrypt(blocks);
    for (std::size_t i = 0; i < sizeof blocks; i += 16)
      CHECK(std::string_view(blocks + i, 16) == row.encrypted);
  }
}

/// Checks the shared secrets of a file. A key in another form than 04 x y is refused.
void check_curve(const CurveNumbers& numbers, std::string_view file) {
  const Curve curve(numbers);
  for (const Vector& vector : test::read_vectors(file)) {
    CAPTURE(vector.number);
    const std::string& key = vector.bytes[1];
    if (key.size() != 2 * curve.size() + 1) continue;  // the reader of TLS refuses the size
    std::string secret(curve.size(), '\0');
    CHECK(curve.write_shared_secret(vector.bytes[0].data(), key.data(), secret.data()) == vector.is_valid());
    if (vector.is_valid()) CHECK(secret == vector.bytes[2]);
  }
}

TEST_CASE("crypto: P-256 (Wycheproof)") { check_curve(p256_numbers, "p256.txt"); }

TEST_CASE("crypto: P-384 (Wycheproof)") { check_curve(p384_numbers, "p384.txt"); }

TEST_CASE("crypto: public keys of P-256 and P-384 (RFC 5903 8)") {
  struct {
    const CurveNumbers& numbers;
    std::string scalar;
    std::string key;
  } const rows[] = {
      {p256_numbers, hex("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"),
       hex("04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59"
           "ab1f45b33"
           "accf5f58389e0577b8990bb3")},
      {p384_numbers,
       hex("099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab19"
           "4"),
       hex("04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41a"
           "a9482ed1f"
           "c0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c")},
  };
  for (const auto& row : rows) {
    std::string key(row.key.size(), '\0');
    Curve(row.numbers).write_public_key(row.scalar.data(), key.data());
    CHECK(key == row.key);
  }
}

TEST_CASE("crypto: HKDF (RFC 5869, appendix A.1)") {
  const std::string secret =
      hmac_of(HashKind::sha256, hex("000102030405060708090a0b0c"), std::string(22, '\x0b'));
  CHECK(secret == hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
  CHECK(hmac_of(HashKind::sha256, secret, hex("f0f1f2f3f4f5f6f7f8f9") + '\x01') ==
        hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
}

TEST_CASE("crypto: the secrets of a handshake (RFC 8448 3)") {
  const auto values = test::read_values("rfc8448-3.txt");
  const auto value = [&](const char* name) { return values.at(name); };
  const auto derived = [](std::string_view secret, std::string_view label, std::string_view context,
                          std::size_t size = 32) {
    char out[longest_digest];
    expand_label(HashKind::sha256, secret, label, context, out, size);
    return std::string(out, size);
  };
  const std::string zeros(32, '\0');
  const std::string nothing = hash_of(HashKind::sha256, "");
  char share[x25519_size];
  CHECK(x25519(value("client_scalar").data(), x25519_base, share));
  CHECK(std::string_view(share, sizeof share) == value("client_share"));

  const std::string server_hello = value("server_hello");
  const std::string server_share = server_hello.substr(server_hello.find(hex("00330024001d0020")) + 8, 32);
  char shared[x25519_size];
  CHECK(x25519(value("client_scalar").data(), server_share.data(), shared));
  const std::string early = hmac_of(HashKind::sha256, zeros, zeros);
  const std::string handshake =
      hmac_of(HashKind::sha256, derived(early, "derived", nothing), {shared, sizeof shared});
  CHECK(handshake == value("handshake_secret"));

  const std::string hellos = hash_of(HashKind::sha256, value("client_hello") + server_hello);
  const std::string server = derived(handshake, "s hs traffic", hellos);
  CHECK(server == value("server_handshake_traffic_secret"));
  CHECK(derived(handshake, "c hs traffic", hellos) == value("client_handshake_traffic_secret"));
  CHECK(derived(server, "key", "", 16) == value("server_handshake_key"));
  CHECK(derived(server, "iv", "", 12) == value("server_handshake_iv"));
  const std::string master = hmac_of(HashKind::sha256, derived(handshake, "derived", nothing), zeros);
  CHECK(master == value("master_secret"));
  const std::string flight =
      hash_of(HashKind::sha256, value("client_hello") + server_hello + value("server_flight"));
  CHECK(derived(master, "s ap traffic", flight) == value("server_application_traffic_secret"));
  CHECK(derived(master, "c ap traffic", flight) == value("client_application_traffic_secret"));
}

TEST_CASE("crypto: the pseudorandom function of TLS 1.2, with SHA-256 and SHA-384") {
  // As they were posted to the TLS working group's list for RFC 5246's function.
  const std::string secret = hex("9bbe436ba940f017b17652849a71db35");
  const std::string seed = hex("a0ba9f936cda311827a6f796ffd5198c");
  char out[100];
  write_pseudorandom(HashKind::sha256, secret, "test label" + seed, out, sizeof out);
  CHECK(std::string_view(out, sizeof out) == hex("e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61"
                                                 "edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7"
                                                 "077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48"
                                                 "082d122ee42c5a72e5a5110fff70187347b66"));
}

}  // namespace
