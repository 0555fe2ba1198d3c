// What a server sends on an HTTP/2 connection with one request, as events: header blocks, data, and errors
// (RFC 9113, whose sections are cited here).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/http2/frames.h"
#include "probe/http2/hpack_decoder.h"
#include "probe/model/big_endian.h"

namespace probe::http2 {

enum class Event : std::uint8_t {
  none,     // no whole frame is left
  headers,  // a header block is whole: take its fields from `decoder`
  data,     // of the response: `content`
  reset,    // RST_STREAM: `error`
  refused,  // a GOAWAY that does not serve our stream: `error`
  broken,   // the server breaks the rules of HTTP/2: `problem`
};

/// Reads the frames of a connection in order. It keeps views of the bytes that it is given.
struct Stream {
  std::string_view rest;             // what has not been read yet
  std::size_t acknowledgements = 0;  // how many of the first SETTINGS and PING frames were answered before

  hpack::Decoder decoder = {};
  std::string_view content = {};
  bool is_last = false;                // the headers or the data end the stream
  std::string_view error = {};         // a number of four bytes, perhaps with text after it
  const char* problem = nullptr;       // a constant text
  std::string_view goaway_error = {};  // that of the last GOAWAY; as `error`
  Frame unanswered = {};               // the first SETTINGS or PING that has to be acknowledged; empty: none
  bool is_in_block = false;            // 6.10: CONTINUATION has to follow, and nothing else

  /// Reads up to the next event. After `reset`, `refused` or `broken` it must not be called again.
  constexpr Event next() {
    for (;;) {
      if (rest.size() >= frame_header_size && read_number(rest.data(), 3) > largest_payload)
        return broken("a frame over 16 KiB");
      Frame frame;
      if (!take_frame(rest, frame)) return Event::none;
      const Event event = take(frame);
      if (event != Event::none) return event;
    }
  }

 private:
  static constexpr const char* wrong_stream = "a stream that was not opened";
  static constexpr const char* wrong_size = "a frame of a wrong size";

  constexpr Event broken(const char* how) {
    problem = how;
    return Event::broken;
  }

  constexpr Event take(Frame frame) {
    const FrameType type = frame.type();
    if (is_in_block != (type == FrameType::continuation)) return broken("an interrupted header block");
    switch (type) {
      case FrameType::data:
      case FrameType::headers:
      case FrameType::continuation: return take_content(frame);
      case FrameType::reset: return take_reset(frame);
      case FrameType::settings: return take_unanswered(frame);
      case FrameType::push_promise: return broken(wrong_stream);  // 8.4: our SETTINGS forbid it
      case FrameType::ping: return frame.payload().size() == 8 ? take_unanswered(frame) : broken(wrong_size);
      case FrameType::goaway: return take_goaway(frame);
      default: return Event::none;  // 4.1 and 5.5: unknown types are ignored. The others change nothing here.
    }
  }

  constexpr Event take_content(Frame frame) {
    if (frame.stream() != our_stream) return broken(wrong_stream);
    if (!read_content(frame, content)) return broken(wrong_size);
    const FrameType type = frame.type();
    if (type != FrameType::continuation) is_last = frame.has(end_stream);
    if (type == FrameType::data) return Event::data;
    if (type == FrameType::headers) decoder.open();
    decoder.put(content);
    is_in_block = !frame.has(end_headers);
    return is_in_block ? Event::none : Event::headers;
  }

  constexpr Event take_reset(Frame frame) {  // 6.4
    if (frame.stream() != our_stream) return broken(wrong_stream);
    error = frame.payload();
    return error.size() == 4 ? Event::reset : broken(wrong_size);
  }

  constexpr Event take_unanswered(Frame frame) {
    if (frame.has(ack)) return Event::none;
    if (acknowledgements != 0) {
      --acknowledgements;
    } else if (unanswered.bytes.empty()) {
      unanswered = frame;
    }
    return Event::none;
  }

  constexpr Event take_goaway(Frame frame) {  // 6.8: the last stream that is served, and the error
    constexpr std::size_t shortest = 8;
    const std::string_view payload = frame.payload();
    if (payload.size() < shortest) return broken(wrong_size);
    goaway_error = {payload.data() + 4, payload.size() - 4};
    if (read_stream(payload.data()) >= our_stream) return Event::none;
    error = goaway_error;
    return Event::refused;
  }
};

}  // namespace probe::http2
