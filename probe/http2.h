// HTTP/2 frames, as far as one request over one connection needs them (RFC 9113).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

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
  has_priority = 0x20
};

struct Frame {
  FrameKind kind = FrameKind::data;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string_view payload = {};
};

/// The number that `size` bytes are, the most significant first.
constexpr std::uint32_t number_at(const char* at, int size) {
  std::uint32_t number = 0;
  for (; size > 0; --size) number = number << 8 | static_cast<unsigned char>(*at++);
  return number;
}

constexpr void put_number(base::Text& text, std::size_t number, int size) {
  while (--size >= 0) text.put(static_cast<char>(number >> (8 * size)));
}

constexpr void put_frame_header(base::Text& text, const Frame& frame) {
  put_number(text, frame.payload.size(), 3);
  text.put(static_cast<char>(frame.kind)).put(static_cast<char>(frame.flags));
  put_number(text, frame.stream, 4);
}

enum class Taken : std::uint8_t { more, frame, too_long };

/// Takes one frame, all of it, off the front.
constexpr Taken take_frame(const char*& at, const char* end, Frame& frame) {
  const auto left = static_cast<std::size_t>(end - at);
  if (left < frame_header_size) return Taken::more;
  const std::size_t size = number_at(at, 3);
  if (size > largest_frame) return Taken::too_long;
  if (left - frame_header_size < size) return Taken::more;
  frame.kind = static_cast<FrameKind>(at[3]);
  frame.flags = static_cast<std::uint8_t>(at[4]);
  frame.stream = number_at(at + 5, 4) & 0x7fffffff;  // 4.1: the first bit means nothing
  frame.payload = {at + frame_header_size, size};
  at += frame_header_size + size;
  return Taken::frame;
}

/// Takes the padding and the priority off the payload of DATA and HEADERS (6.1, 6.2).
/// Returns whether it is as long as its kind and its flags say.
constexpr bool unwrap(Frame& frame) {
  std::size_t front = 0;
  std::size_t back = 0;
  if (frame.kind == FrameKind::ping) return frame.payload.size() == 8;
  if (frame.kind == FrameKind::goaway) return frame.payload.size() >= 8;
  if (frame.kind == FrameKind::reset) return frame.payload.size() == 4;
  if (frame.kind > FrameKind::headers) return true;
  if ((frame.flags & padded) != 0) {
    if (frame.payload.empty()) return false;
    back = static_cast<unsigned char>(frame.payload[0]);
    front = 1;
  }
  if (frame.kind == FrameKind::headers && (frame.flags & has_priority) != 0) front += 5;
  if (front + back > frame.payload.size()) return false;
  frame.payload = {frame.payload.data() + front, frame.payload.size() - front - back};
  return true;
}

/// The nth of texts that lie one behind the other, each with its NUL.
constexpr const char* nth(const char* texts, std::size_t n) {
  for (; n != 0; ++texts) {
    if (*texts == '\0') --n;
  }
  return texts;
}

/// The names of the errors (7), and what is said of all others.
inline constexpr std::size_t error_count = 14;
inline constexpr char errors[] =
    "NO_ERROR\0PROTOCOL_ERROR\0INTERNAL_ERROR\0FLOW_CONTROL_ERROR\0SETTINGS_TIMEOUT\0STREAM_CLOSED\0"
    "FRAME_SIZE_ERROR\0REFUSED_STREAM\0CANCEL\0COMPRESSION_ERROR\0CONNECT_ERROR\0ENHANCE_YOUR_CALM\0"
    "INADEQUATE_SECURITY\0HTTP_1_1_REQUIRED\0an error that HTTP/2 does not know";

/// The name of the error whose number stands in a frame.
constexpr const char* error_at(const char* at) {
  const std::size_t error = number_at(at, 4);
  return nth(errors, error < error_count ? error : error_count);
}

}  // namespace probe::http2
