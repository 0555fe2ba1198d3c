// HTTP/2 frames, as far as one request over one connection needs them (RFC 9113), and
// a reader of what is in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/model/bytes.h"

namespace probe::http2 {

inline constexpr std::size_t frame_header_size = 9;
inline constexpr std::size_t largest_frame = 16384;  // 4.2: as long as no SETTINGS say more
inline constexpr std::uint32_t our_stream = 1;       // 5.1.1: the first of a client

enum class FrameKind : std::uint8_t {  // 6
  data,
  headers,
  priority,
  reset,
  settings,
  push,
  ping,
  goaway,
  window_update,
  continuation,
};

enum Flag : std::uint8_t {
  ack = 0x1,
  end_stream = 0x1,
  end_headers = 0x4,
  padded = 0x8,
  has_priority = 0x20,
};

/// Where the parts of a frame's header stand (4.1).
struct Frame {
  static constexpr std::size_t place_of_size = 1;  // its low two bytes: the first is zero
  static constexpr std::size_t place_of_kind = 3;
  static constexpr std::size_t place_of_flags = 4;
  static constexpr std::size_t place_of_stream = 5;

  const char* start;

  [[nodiscard]] constexpr FrameKind kind() const { return static_cast<FrameKind>(start[place_of_kind]); }
  [[nodiscard]] constexpr bool has(Flag flag) const { return (start[place_of_flags] & flag) != 0; }
  [[nodiscard]] constexpr const char* payload() const { return start + frame_header_size; }
  [[nodiscard]] constexpr std::uint32_t stream() const {
    return read_number(start + place_of_stream, 4) & 0x7fffffff;  // the first bit means nothing
  }
};

/// The payload of DATA, HEADERS or CONTINUATION without its padding and its priority (6.1,
/// 6.2); nullptr: it does not hold as much.
constexpr std::string_view content_of(Frame frame, std::size_t size) {
  const FrameKind kind = frame.kind();
  const char* const at = frame.payload();
  std::size_t front = kind == FrameKind::headers && frame.has(has_priority) ? 5 : 0;
  std::size_t padding = 0;
  if (kind != FrameKind::continuation && frame.has(padded)) {
    if (size != 0) padding = static_cast<unsigned char>(*at);
    ++front;
  }
  if (front + padding > size) return {};
  return {at + front, size - front - padding};
}

/// Reads bytes from their front, in HPACK and in protobuf. What is not there breaks it,
/// and then it is at its end.
struct Reader {
  const char* at = nullptr;
  const char* end = nullptr;
  bool is_broken = false;

  constexpr void fail() {
    is_broken = true;
    at = end;
  }

  constexpr unsigned take_byte() {
    if (at == end) return fail(), 0;
    return static_cast<unsigned char>(*at++);
  }

  /// Seven bits a byte, the least significant ones first; that many bits at most.
  constexpr std::uint64_t take_number(unsigned bits) {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < bits; shift += 7) {
      const unsigned byte = take_byte();
      number |= std::uint64_t{byte & 0x7f} << shift;
      if (byte < 0x80) return number;
    }
    return fail(), 0;
  }

  constexpr std::string_view take_text(std::uint64_t size) {
    if (size > static_cast<std::size_t>(end - at)) fail(), size = 0;
    at += size;
    return {at - size, static_cast<std::size_t>(size)};
  }
};

/// Whether a text is that word.
constexpr bool is(std::string_view text, const char* word) {
  for (const char byte : text) {
    if (*word == '\0' || byte != *word) return false;
    ++word;
  }
  return *word == '\0';
}

/// The nth of texts that lie one behind the other, each with its NUL.
constexpr const char* nth(const char* texts, std::size_t n) {
  for (; n != 0; ++texts) {
    if (*texts == '\0') --n;
  }
  return texts;
}

}  // namespace probe::http2
