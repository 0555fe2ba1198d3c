// The body of an HTTP/1.1 reply, however it is framed (RFC 9112 6 and 7).
#pragma once

#include <cstdint>

#include "base/number.h"
#include "probe/http/reply.h"
#include "probe/model/search.h"

namespace probe::http {

/// Reads a body: of a length, in chunks, or up to the end of the connection.
struct BodyReader {
  PlainReader bytes;
  Framing framing;
  std::int64_t left;        // of the length, or of the chunk
  bool is_started = false;  // a chunk was

  constexpr int next() {
    if (framing == Framing::none) return no_byte;
    if (framing == Framing::broken) return broken_bytes;
    if (framing == Framing::closed) return bytes.next();
    if (framing == Framing::chunked && left == 0) {
      const int state = next_chunk();
      if (state < 0) return state;
    }
    if (left == 0) return no_byte;
    --left;
    bytes.is_over = false;  // an end within it is for others to complain of
    return bytes.next();
  }

 private:
  /// Reads the line that starts a chunk (RFC 9112 7.1). Returns 0; no_byte at the last
  /// one, no_byte_yet or broken_bytes where there is none.
  constexpr int next_chunk() {
    const char* at = bytes.at;
    if (is_started && !skip_end(at)) return at == bytes.end ? no_byte_yet : broken_bytes;
    std::int64_t size = base::no_number;
    for (; at != bytes.end && base::hexadecimal_digit(*at) >= 0; ++at) {
      size = (size < 0 ? 0 : size) * 16 + base::hexadecimal_digit(*at);
      if (size > std::int64_t{1} << 48) return broken_bytes;
    }
    if (at == bytes.end) return no_byte_yet;
    if (size < 0 || (!base::is_space(*at) && *at != ';')) return broken_bytes;
    if (!skip_line(at, bytes.end)) return no_byte_yet;
    if (size == 0) return no_byte;
    bytes.at = at;
    left = size;
    is_started = true;
    return 0;
  }

  constexpr bool skip_end(const char*& at) const {
    if (at != bytes.end && *at == '\r') ++at;
    if (at == bytes.end || *at != '\n') return false;
    ++at;
    return true;
  }
};

}  // namespace probe::http
