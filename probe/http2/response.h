// The body of a response of HTTP/2, and the verdicts if there is no response (RFC 9113, whose sections are
// cited here).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/http2/frames.h"
#include "probe/http2/stream.h"
#include "probe/model/big_endian.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/search.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::http2 {

/// Whether an answer starts as HTTP/2 does, as far as it was received.
constexpr bool is_http2(std::string_view received) {
  return matches_pattern(received, {first_frame, sizeof first_frame});
}

/// Judges an answer that is not HTTP/2. `why`: the reason if it is HTTP/1.
constexpr Verdict judge_other_protocol(const Exchange& exchange, const char* why) {
  constexpr std::string_view http1 = "HTTP/"sv;
  const std::string_view received = exchange.received;
  if (!matches_pattern(received, http1)) return wrong_protocol(exchange, "HTTP/2");
  return received.size() < http1.size() ? more() : unhealthy(why, first_line(received));
}

/// Returns a verdict that quotes a copy in `storage`: the texts of a decoder do not outlive it.
constexpr Verdict unhealthy_quoting(base::Text& storage, const char* why, std::string_view quote = {}) {
  storage.cut(0);
  storage.append(quote);
  return unhealthy(why, storage.view());
}

/// Returns the verdict on a server that breaks the rules of HTTP/2. `how`: the rule.
constexpr Verdict protocol_error(base::Text& storage, const char* how) {
  return unhealthy_quoting(storage, "it breaks the rules of HTTP/2", how);
}

/// Returns a verdict that quotes an error: a number of four bytes, and the text after it (6.4, 6.8).
constexpr Verdict unhealthy_error(base::Text& storage, const char* why, std::string_view error) {
  storage.cut(0);
  storage << std::int64_t{read_number(error.data(), 4)};
  error.remove_prefix(4);
  if (!error.empty()) storage << ": ";
  storage.append(error);
  return unhealthy(why, storage.view());
}

/// Judges an event that is not a part of the response. After the last whole frame, an acknowledgement may
/// have to be sent. If the server has closed the connection, a GOAWAY before that is the reason.
constexpr Verdict judge_event(const Stream& stream, Event event, const Exchange& exchange) {
  constexpr const char* goes_away = "it is going away, error";
  base::Text& storage = exchange.storage;
  switch (event) {
    case Event::reset: return unhealthy_error(storage, "it reset the stream, error", stream.error);
    case Event::refused: return unhealthy_error(storage, goes_away, stream.error);
    case Event::broken: return protocol_error(storage, stream.problem);
    default: break;
  }
  if (exchange.is_over) {
    return stream.goaway_error.empty() ? more() : unhealthy_error(storage, goes_away, stream.goaway_error);
  }
  if (stream.unanswered.bytes.empty()) return more();
  storage.cut(0);
  put_acknowledgement(storage, stream.unanswered);
  return reply();
}

/// Reads the body of a response byte by byte, for search(): the content of DATA. It skips wrong frames: what
/// is searched has none, because Stream judges them first.
struct DataReader {
  std::string_view rest;  // the frames after the head
  bool is_last;           // the stream has ended
  std::string_view content = {};

  constexpr int next() {
    while (content.empty()) {
      Frame frame;
      if (is_last) return no_byte;
      if (!take_frame(rest, frame)) return no_byte_yet;
      if (frame.stream() != our_stream) continue;
      const FrameType type = frame.type();
      const bool is_content = type == FrameType::data && read_content(frame, content);
      if (is_content || type == FrameType::headers) is_last = frame.has(end_stream);
    }
    const auto byte = static_cast<unsigned char>(content[0]);
    content.remove_prefix(1);
    return byte;
  }
};

}  // namespace probe::http2
