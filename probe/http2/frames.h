// The frames of HTTP/2 (RFC 9113 4 and 6, whose sections are cited here): reading and writing them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/model/big_endian.h"
#include "probe/model/literals.h"

namespace probe::http2 {

inline constexpr std::size_t frame_header_size = 9;    // 4.1
inline constexpr std::size_t largest_payload = 16384;  // 4.2: unless our SETTINGS allow more
inline constexpr std::uint32_t connection = 0;         // 5.1.1: the stream of frames that belong to none
inline constexpr std::uint32_t our_stream = 1;         // 5.1.1: a client's first stream

/// 3.4: what a client sends before its first frame.
inline constexpr char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The types of frames, by their numbers (6).
enum class FrameType : std::uint8_t {
  data,
  headers,
  priority,
  reset,
  settings,
  push_promise,
  ping,
  goaway,
  window_update,
  continuation,
};

/// How the first frame from a server starts: it has to be SETTINGS (3.4). A # stands for any byte of its
/// length (4.1), which is under 64 KiB.
inline constexpr char first_frame[] = {'\0', '#', '#', static_cast<char>(FrameType::settings)};

enum Flag : std::uint8_t {
  no_flags = 0,
  ack = 0x1,
  end_stream = 0x1,
  end_headers = 0x4,
  padded = 0x8,
  has_priority = 0x20,
};

/// The settings that probe sends (6.5.2).
enum class Setting : std::uint8_t { header_table_size = 1, enable_push = 2 };

/// Reads a stream's number, whose first bit is reserved (4.1; 6.8 for GOAWAY).
constexpr std::uint32_t read_stream(const char* at) { return read_number(at, 4) & 0x7fffffff; }

/// A whole frame: its header (4.1), which is a length of three bytes, the type, the flags and the stream, and
/// its payload.
struct Frame {
  std::string_view bytes = {};

  [[nodiscard]] constexpr FrameType type() const { return static_cast<FrameType>(bytes[3]); }
  [[nodiscard]] constexpr bool has(Flag flag) const { return (bytes[4] & flag) != 0; }
  [[nodiscard]] constexpr std::uint32_t stream() const { return read_stream(bytes.data() + 5); }
  [[nodiscard]] constexpr std::string_view payload() const {
    return {bytes.data() + frame_header_size, bytes.size() - frame_header_size};
  }
};

/// Takes a frame off the front. Returns false if it was not received whole.
constexpr bool take_frame(std::string_view& rest, Frame& frame) {
  if (rest.size() < frame_header_size) return false;
  const std::size_t size = frame_header_size + read_number(rest.data(), 3);
  if (rest.size() < size) return false;
  frame.bytes = {rest.data(), size};
  rest.remove_prefix(size);
  return true;
}

/// Reads the payload of DATA, HEADERS or CONTINUATION without its padding and its priority (6.1, 6.2).
/// Returns false if the payload is too short for them.
constexpr bool read_content(Frame frame, std::string_view& content) {
  constexpr std::size_t priority_size = 5;
  const FrameType type = frame.type();
  std::size_t padding = 0;
  content = frame.payload();
  if (type != FrameType::continuation && frame.has(padded)) {
    if (content.empty()) return false;
    padding = static_cast<unsigned char>(content[0]);
    content.remove_prefix(1);
  }
  const std::size_t priority = type == FrameType::headers && frame.has(has_priority) ? priority_size : 0;
  if (priority + padding > content.size()) return false;
  content.remove_prefix(priority);
  content.remove_suffix(padding);
  return true;
}

/// Appends a frame's header. Its length is 0 until end_frame() is called. `stream` is `connection` or
/// `our_stream`. Returns where the frame starts.
constexpr std::size_t start_frame(base::Text& text, FrameType type, unsigned flags, std::uint32_t stream) {
  const std::size_t start = text.size();
  text.append("\0\0\0"sv).put(static_cast<char>(type)).put(static_cast<char>(flags));
  text.append("\0\0\0"sv).put(static_cast<char>(stream));
  return start;
}

/// Writes the length of the frame from `start` to the end of the text: under 64 KiB.
constexpr void end_frame(base::Text& text, std::size_t start) {
  replace_number(text, start + 1, text.size() - start - frame_header_size);
}

/// Appends one setting to a SETTINGS frame: a number of two bytes, and a value of four, below 128 here
/// (6.5.1).
constexpr void put_setting(base::Text& text, Setting setting, char value) {
  text.put(0).put(static_cast<char>(setting));
  text.put(0).put(0).put(0).put(value);
}

/// Appends the acknowledgement of SETTINGS, which is empty (6.5), or of PING, which holds what the PING held
/// (6.7).
constexpr void put_acknowledgement(base::Text& text, Frame frame) {
  const std::size_t start = start_frame(text, frame.type(), ack, connection);
  if (frame.type() == FrameType::ping) text.append(frame.payload());
  end_frame(text, start);
}

}  // namespace probe::http2
