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

/// What is known of the answer, frame by frame.
class Answer {
 public:
  [[gnu::noinline]] explicit constexpr Answer(const Exchange& exchange) : exchange_(&exchange) {}

  /// The verdict, once there is one: then no more is to be taken.
  [[nodiscard]] constexpr const Verdict& verdict() const { return verdict_; }

  [[gnu::noinline]] constexpr void take(Frame& frame) {
    const char* const wrong = check(frame);
    if (wrong != nullptr) return refuse_frame(wrong);
    switch (frame.kind) {
      case FrameKind::data: take_data(frame); break;
      case FrameKind::headers:
        decoder_.open();
        flags_ = frame.flags;
        [[fallthrough]];
      case FrameKind::continuation: take_fragment(frame); break;
      case FrameKind::reset: refuse("it reset the stream", http2::error_at(frame.payload.data())); break;
      case FrameKind::goaway: take_goaway(frame.payload); break;
      case FrameKind::settings:
      case FrameKind::ping:
        if ((frame.flags & http2::ack) == 0 && replies_++ == exchange_->replies) owed_ = frame;
        break;
      default: break;  // the others mean nothing (RFC 9113 4.1 and 5.5)
    }
  }

  [[gnu::noinline]] constexpr void refuse_frame(const char* what) {
    refuse("it breaks the rules of HTTP/2", what);
  }

  /// What is to be done once there is nothing to take: ask for what is owed; at the
  /// end, say why it went away, if it did.
  constexpr void end() {
    if (exchange_->is_over) {
      if (!farewell_.empty()) leave();
    } else if (replies_ > exchange_->replies) {
      owed_.flags = http2::ack;
      if (owed_.kind == FrameKind::settings) owed_.payload = {};
      http2::put_frame_header(exchange_->words, owed_);
      put_bytes(exchange_->words, owed_.payload);
      verdict_ = reply(exchange_->words.view());
    }
  }

 private:
  /// Quotes what was put into the words, where it outlives this, and `quote` behind it.
  [[gnu::noinline]] constexpr void refuse(const char* why, std::string_view quote = {}) {
    put_bytes(exchange_->words, quote);
    verdict_ = unhealthy(why, exchange_->words.view());
  }

  /// What is wrong with a frame in this place; nullptr: nothing. It loses its padding.
  constexpr const char* check(Frame& frame) const {
    constexpr unsigned of_streams = 0b10'0000'1011;  // the kinds of frames, a bit each
    const auto kind = static_cast<unsigned>(frame.kind);
    if (is_in_block_ != (frame.kind == FrameKind::continuation)) return "a torn header block";
    if (frame.kind == FrameKind::push) return "a push nobody wants";
    if (kind < 10 && (of_streams >> kind & 1) != 0 && frame.stream != http2::our_stream) {
      return "a stream nobody opened";
    }
    if (frame.kind == FrameKind::data && status_.empty()) return "DATA before HEADERS";
    return http2::unwrap(frame) ? nullptr : "a frame of a wrong size";
  }

  constexpr void take_data(const Frame& frame) {
    put_bytes(messages_, frame.payload);
    if ((frame.flags & http2::end_stream) != 0) conclude({});
  }

  constexpr void take_fragment(const Frame& frame) {
    decoder_.put(frame.payload);
    is_in_block_ = (frame.flags & http2::end_headers) == 0;
    if (!is_in_block_ || decoder_.wrong() != nullptr) take_block();
  }

  constexpr void take_block() {
    hpack::Field field;
    Head head;
    decoder_.close();
    while (decoder_.next(field)) head.put(field.name, field.value);
    if (decoder_.wrong() != nullptr) return refuse(decoder_.wrong());
    const bool is_first = status_.empty();
    if (is_first) status_ = head[Head::http_status];
    if ((flags_ & http2::end_stream) != 0) return conclude(head);
    if (!is_first) return refuse_frame("trailers that end nothing");
    if (status_.starts_with('1')) {
      status_ = {};  // 8.1: interim, the answer is yet to come
    } else if (status_ != "200" && head[Head::grpc_status].empty()) {
      conclude(head);
    }
  }

  /// GOAWAY names the last stream that is still served (RFC 9113 6.8).
  constexpr void take_goaway(std::string_view payload) {
    farewell_ = payload;
    if ((http2::number_at(payload.data(), 4) & 0x7fffffff) < http2::our_stream) leave();
  }

  [[gnu::noinline]] constexpr void leave() {
    base::Text& words = exchange_->words;
    words << http2::error_at(farewell_.data() + 4);
    if (farewell_.size() > 8) words << ": ";
    refuse("it is going away", {farewell_.data() + 8, farewell_.size() - 8});
  }

  [[gnu::noinline]] constexpr void conclude(const Head& head) {
    const unsigned status = status_of(head[Head::grpc_status]);
    if (status == no_status) return refuse("no grpc-status, HTTP status", status_);
    if (status >= status_count)
      return refuse("a grpc-status that gRPC does not know", head[Head::grpc_status]);
    if (status != 0) {
      put_message(exchange_->words, head[Head::grpc_message]);
      return refuse(http2::nth(status_names, status));
    }
    const char* const complaint = check_messages(messages_.view());
    if (complaint != nullptr) return refuse(complaint);
    verdict_ = healthy(http2::nth(serving_statuses, serving));
  }

  const Exchange* exchange_;
  Verdict verdict_;
  Frame owed_;                 // an acknowledgement, if
  std::size_t replies_ = 0;    // is more than were sent
  std::string_view farewell_;  // the last GOAWAY
  std::string_view status_;    // of HTTP, once it is final
  std::uint8_t flags_ = 0;     // of the HEADERS that began the block
  bool is_in_block_ = false;   // CONTINUATION has to follow, and nothing else (6.10)
  hpack::Decoder decoder_;
  base::TextOf<1024> messages_;
};

/// What is wrong with the start of an answer, which has to be SETTINGS (RFC 9113 3.4);
/// nullptr: nothing so far.
constexpr const char* blame_start(std::string_view received) {
  constexpr std::string_view http1 = "HTTP/";
  constexpr std::size_t place_of_kind = 3;
  const char first = received.empty() ? '\0' : received[0];
  if (first == 0x15 || first == 0x16) return "it speaks TLS, not plain gRPC";
  if (received.size() <= (first == '\0' ? place_of_kind : first == 'H' ? 4 : 0)) return nullptr;
  if (first == '\0' && received[place_of_kind] == static_cast<char>(FrameKind::settings)) return nullptr;
  return received.starts_with(http1) ? "it speaks HTTP/1, not gRPC" : "not HTTP/2";
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  const char* at = exchange.received.data();
  const char* const end = at + exchange.received.size();
  const char* const blame = blame_start(exchange.received);
  if (blame != nullptr) {
    const char* line = at;  // up to the first control byte: of TLS, nothing
    while (line != end && static_cast<unsigned char>(*line) >= ' ') ++line;
    return unhealthy(blame, {at, line});
  }
  Answer answer(exchange);
  for (Frame frame; answer.verdict().kind == Verdict::Kind::more;) {
    const http2::Taken taken = http2::take_frame(at, end, frame);
    if (taken == http2::Taken::frame) {
      answer.take(frame);
    } else if (taken == http2::Taken::too_long) {
      answer.refuse_frame("a frame over 16 KiB");
    } else {
      answer.end();
      break;
    }
  }
  return answer.verdict();
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
