// grpc://HOST:PORT[/SERVICE]: grpc.health.v1.Health/Check over HTTP/2 without TLS
// (RFC 9113; gRPC's PROTOCOL-HTTP2.md and health-checking.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/grpc_request.h"
#include "probe/health.h"
#include "probe/hpack.h"
#include "probe/http2.h"
#include "probe/protocol.h"

namespace probe::grpc {

using http2::Frame;
using http2::FrameKind;

constexpr Verdict broken(std::string_view rule) { return unhealthy("it breaks the rules of HTTP/2", rule); }

/// What is known of the answer, frame by frame.
class Answer {
 public:
  explicit constexpr Answer(base::Text& words) : words_(&words) {}

  constexpr Verdict take(Frame frame) {
    constexpr unsigned of_streams = 0b10'0010'1011;  // the kinds of frames, a bit each
    const auto kind = static_cast<unsigned>(frame.kind);
    if (is_in_block_ != (frame.kind == FrameKind::continuation)) return broken("a header block is torn");
    if (kind < 10 && (of_streams >> kind & 1) != 0 && frame.stream != http2::our_stream) {
      return broken("a stream that nobody opened");
    }
    switch (frame.kind) {
      case FrameKind::data: return take_data(frame);
      case FrameKind::headers:
        block_.clear();
        flags_ = frame.flags;
        return http2::unwrap(frame) ? take_fragment(frame) : broken("padding");
      case FrameKind::continuation: return take_fragment(frame);
      case FrameKind::reset:
        if (frame.payload.size() < 4) return broken("RST_STREAM");
        return unhealthy("it reset the stream", http2::error_name(http2::number_at(frame.payload.data(), 4)));
      case FrameKind::push: return broken("a push that was ruled out");
      case FrameKind::ping: return frame.payload.size() == 8 ? more : broken("PING");
      case FrameKind::goaway: return take_goaway(frame.payload);
      default: return more;  // SETTINGS but say what we may send; the others mean nothing
    }
  }

  /// What is said where nothing follows: why it went away, if it did.
  [[nodiscard]] constexpr const Verdict& end() const { return farewell_; }

 private:
  constexpr Verdict take_data(Frame& frame) {
    if (status_.empty()) return broken("DATA before HEADERS");
    if (!http2::unwrap(frame)) return broken("padding");
    for (const char byte : frame.payload) messages_.put(byte);
    return (frame.flags & http2::end_stream) != 0 ? conclude({}) : more;
  }

  constexpr Verdict take_fragment(const Frame& frame) {
    for (const char byte : frame.payload) block_.put(byte);
    if (block_.is_full()) return unhealthy("its headers are over 8 KiB");
    is_in_block_ = (frame.flags & http2::end_headers) == 0;
    return is_in_block_ ? more : take_block();
  }

  constexpr Verdict take_block() {
    hpack::Field field;
    std::string_view status;
    Trailers trailers;
    decoder_.start(block_.view());
    while (decoder_.next(field)) {
      if (field.name == ":status") status = field.value;
      if (field.name == "grpc-status") trailers.status = field.value;
      if (field.name == "grpc-message") trailers.message = field.value;
    }
    if (decoder_.wrong() != nullptr) return unhealthy(decoder_.wrong());
    const bool is_first = status_.empty();
    if (is_first) status_ = status;
    if ((flags_ & http2::end_stream) != 0) return conclude(trailers);
    if (!is_first) return broken("trailers that end nothing");
    if (status_.empty()) return broken("no :status");
    if (status_[0] == '1') status_ = {};  // 8.1: interim, the answer is yet to come
    return status_.empty() || status_ == "200" || !trailers.status.empty() ? more : conclude(trailers);
  }

  /// GOAWAY names the last stream that is still served (6.8).
  constexpr Verdict take_goaway(std::string_view payload) {
    if (payload.size() < 8) return broken("GOAWAY");
    words_->clear();
    *words_ << http2::error_name(http2::number_at(payload.data() + 4, 4));
    if (payload.size() > 8) *words_ << ": ";
    for (const char byte : std::string_view(payload.data() + 8, payload.size() - 8)) words_->put(byte);
    farewell_ = unhealthy("it is going away", words_->view());
    return (http2::number_at(payload.data(), 4) & 0x7fffffff) < http2::our_stream ? farewell_ : more;
  }

  constexpr Verdict conclude(const Trailers& trailers) {
    if (trailers.status.empty()) return unhealthy("no grpc-status, HTTP status", status_);
    if (messages_.is_full()) return unhealthy("its message is over 1 KiB");
    words_->clear();
    return judge_call(trailers, messages_.view(), *words_);
  }

  base::Text* words_;
  Verdict farewell_;
  std::string_view status_;   // of HTTP, once it is final
  std::uint8_t flags_ = 0;    // of the HEADERS that began the block
  bool is_in_block_ = false;  // CONTINUATION has to follow, and nothing else (6.10)
  hpack::Decoder decoder_;
  base::TextOf<8192> block_;
  base::TextOf<1024> messages_;
};

/// Judges the start of an answer: more where it is SETTINGS, as HTTP/2 wants it (3.4).
constexpr Verdict judge_start(std::string_view received) {
  constexpr std::string_view http1 = "HTTP/";
  constexpr std::size_t place_of_kind = 3;
  if (received.empty() || http1.starts_with(received)) return more;
  const char first = received[0];
  if (first == 0x15 || first == 0x16) return unhealthy("it speaks TLS, not plain gRPC");
  if (first == 0 && received.size() <= place_of_kind) return more;
  if (first == 0 && received[place_of_kind] == static_cast<char>(FrameKind::settings)) return more;
  const char* line = received.data();
  for (const char* const end = line + received.size(); line != end && *line != '\n' && *line != '\r';) ++line;
  return unhealthy(received.starts_with(http1) ? "it speaks HTTP/1, not gRPC" : "not HTTP/2",
                   {received.data(), line});
}

/// What is owed for a frame.
constexpr Verdict acknowledge(const Frame& frame, base::Text& words) {
  words.clear();
  const std::string_view payload = frame.kind == FrameKind::ping ? frame.payload : std::string_view();
  http2::put_frame_header(words, {frame.kind, http2::ack, 0, payload});
  put_bytes(words, payload);
  return reply(words.view());
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  const Verdict start = judge_start(exchange.received);
  if (start.kind != Verdict::Kind::more) return start;
  const char* at = exchange.received.data();
  const char* const end = at + exchange.received.size();
  Answer answer(exchange.words);
  Frame owed;
  std::size_t replies = 0;
  for (Frame frame;;) {
    const http2::Taken taken = http2::take_frame(at, end, frame);
    if (taken == http2::Taken::too_long) return broken("a frame over 16 KiB");
    if (taken == http2::Taken::more) break;
    const Verdict verdict = answer.take(frame);
    if (verdict.kind != Verdict::Kind::more) return verdict;
    const bool wants_reply = frame.kind == FrameKind::settings || frame.kind == FrameKind::ping;
    if (wants_reply && (frame.flags & http2::ack) == 0 && replies++ == exchange.replies) owed = frame;
  }
  if (exchange.is_over) return answer.end();
  return replies > exchange.replies ? acknowledge(owed, exchange.words) : more;
}

inline constexpr Protocol protocol = {
    .scheme = "grpc",
    .form = "grpc://HOST:PORT[/SERVICE]",
    .help = "grpc.health.v1.Health/Check says SERVING",
    .port = 0,
    .takes = Form::address_and_path,
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::grpc
