// Reads the body of an HTTP/1.1 reply. A number of bytes, the last chunk or the end of the connection ends it
// (RFC 9112 6 and 7).
#pragma once

#include <cstdint>

#include "base/number.h"
#include "probe/http/reply_head.h"
#include "probe/model/search.h"

namespace probe::http {

/// Reads a body byte by byte, for search(). `bytes` begin after the head.
struct BodyReader {
  PlainReader bytes;
  Framing framing;
  std::int64_t left;        // bytes that are still to come, of the body or of this chunk
  bool is_started = false;  // a chunk was read before

  /// Takes a byte of the body: 0 to 255. Returns no_byte, no_byte_yet or broken_bytes if there is none.
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
    bytes.is_over = false;  // an early end is not the end of the body: converse() reports it
    return bytes.next();
  }

 private:
  /// Reads the line before a chunk (RFC 9112 7.1): the line end after the previous chunk, a size in
  /// hexadecimal digits, and perhaps extensions. Returns 0; no_byte if it is the last chunk; no_byte_yet or
  /// broken_bytes.
  constexpr int next_chunk() {
    const char* at = bytes.at;
    if (is_started && !skip_line_end(at)) return at == bytes.end ? no_byte_yet : broken_bytes;
    std::int64_t size = base::no_number;
    for (; at != bytes.end && base::hexadecimal_digit(*at) >= 0; ++at) {
      size = (size < 0 ? 0 : size) * 16 + base::hexadecimal_digit(*at);
      if (size > longest_body) return broken_bytes;
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

  /// Skips LF or CR LF. Returns false if it is not there, or not yet.
  constexpr bool skip_line_end(const char*& at) const {
    if (at != bytes.end && *at == '\r') ++at;
    if (at == bytes.end || *at != '\n') return false;
    ++at;
    return true;
  }
};

}  // namespace probe::http
