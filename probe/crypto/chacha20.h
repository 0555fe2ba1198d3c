// The stream cipher ChaCha20 (RFC 8439 2.3).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "probe/crypto/words.h"

namespace probe::crypto {

/// Writes the block of the key stream with that number. `key` has 32 bytes, `nonce` 12.
constexpr void write_chacha20_block(const char* key, const char* nonce, std::uint32_t number,
                                    char (&stream)[64]) {
  constexpr char constants[] = "expand 32-byte k";
  std::uint32_t start[16] = {};
  for (std::size_t i = 0; i < 4; ++i) start[i] = read_little_endian<std::uint32_t>(constants + 4 * i);
  for (std::size_t i = 0; i < 8; ++i) start[4 + i] = read_little_endian<std::uint32_t>(key + 4 * i);
  start[12] = number;
  for (std::size_t i = 0; i < 3; ++i) start[13 + i] = read_little_endian<std::uint32_t>(nonce + 4 * i);
  std::uint32_t state[16] = {};
  for (std::size_t i = 0; i < 16; ++i) state[i] = start[i];
  const auto step = [&state](std::size_t to, std::size_t from, std::size_t turned, int bits) {
    state[to] += state[from];
    state[turned] = std::rotl(state[turned] ^ state[to], bits);
  };
  for (int round = 0; round < 20; ++round) {
    const std::size_t shift = round % 2 == 0 ? 0 : 1;  // columns, then diagonals
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t a = i;
      const std::size_t b = 4 + (i + shift) % 4;
      const std::size_t c = 8 + (i + 2 * shift) % 4;
      const std::size_t d = 12 + (i + 3 * shift) % 4;
      step(a, b, d, 16);
      step(c, d, b, 12);
      step(a, b, d, 8);
      step(c, d, b, 7);
    }
  }
  for (std::size_t i = 0; i < 16; ++i) write_little_endian(stream + 4 * i, state[i] + start[i]);
}

}  // namespace probe::crypto
