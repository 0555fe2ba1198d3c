// The answer to a call of grpc.health.v1.Health/Check, read frame by frame (RFC 9113; gRPC's
// PROTOCOL-HTTP2.md).
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/grpc/status.h"
#include "probe/http2/frames.h"
#include "probe/http2/hpack.h"
#include "probe/model/bytes.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/wrong_protocol.h"

namespace probe::grpc {

using http2::Frame;
using http2::FrameKind;

/// What is known of the answer, frame by frame. The words of the exchange hold the
/// messages; once there is a verdict, what it quotes.
struct Answer {
  base::Text& words;
  std::size_t replies_left;  // to what came, of those that were sent
  bool is_over;
  bool is_in_block = false;  // CONTINUATION has to follow, and nothing else (6.10)
  bool ends_stream = false;  // the HEADERS that began the block
  Verdict::Kind kind = Verdict::Kind::more;
  const char* why = "";
  Head head = {};
  const char* owed = nullptr;      // the first frame without a reply
  std::string_view farewell = {};  // the last GOAWAY
  http2::Reader message = {};
  hpack::Decoder decoder = {};

  /// Takes each frame that is there, until there is a verdict.
  constexpr Verdict::Kind take_all(std::string_view received) {
    const char* at = received.data();
    const char* const end = at + received.size();
    while (kind == Verdict::Kind::more) {
      const auto left = static_cast<std::size_t>(end - at);
      const std::size_t size = left < http2::frame_header_size ? left : read_number(at, 3);
      if (size > http2::largest_frame) {
        received[0] == 'H' ? refuse("it speaks HTTP/1, not gRPC", first_line(received))
                           : break_rules("a frame over 16 KiB");
      } else if (left < http2::frame_header_size + size) {
        finish();
        break;
      } else {
        take({at}, size);
        at += http2::frame_header_size + size;
      }
    }
    return kind;
  }

 private:
  constexpr void take(Frame frame, std::size_t size) {
    const FrameKind type = frame.kind();
    if (is_in_block != (type == FrameKind::continuation)) return break_rules("a torn header block");
    if (type == FrameKind::push) return break_rules(stray);
    if (type <= FrameKind::headers || type == FrameKind::continuation || type == FrameKind::reset) {
      if (frame.stream() != http2::our_stream) return break_rules(stray);
      if (type != FrameKind::reset) return take_content(frame, size);
      if (size == 4) return refuse_by("it reset the stream, error", frame.payload(), 4);
    } else if (type == FrameKind::settings || (type == FrameKind::ping && size == 8)) {
      if (!frame.has(http2::ack) && replies_left-- == 0) owed = frame.start;
      return;
    } else if (type == FrameKind::goaway && size >= 8) {
      farewell = {frame.payload() + 4, size - 4};
      // It names the last stream that is still served (RFC 9113 6.8).
      if ((read_number(frame.payload(), 4) & 0x7fffffff) < http2::our_stream) leave();
      return;
    } else if (type != FrameKind::ping && type != FrameKind::goaway) {
      return;  // the others mean nothing (RFC 9113 4.1 and 5.5)
    }
    break_rules(wrong_size);
  }

  constexpr void break_rules(const char* how) {
    refuse("it breaks the rules of HTTP/2");
    words.append(how);
  }

  /// What is to be done once there is nothing to take: ask for what is owed; at the
  /// end, say why it went away, if it did.
  constexpr void finish() {
    if (is_over) {
      if (!farewell.empty()) leave();
    } else if (owed != nullptr) {
      // The frame itself, as an acknowledgement: that of SETTINGS is empty.
      const std::size_t size = owed[Frame::place_of_kind] == static_cast<char>(FrameKind::ping) ? 8 : 0;
      refuse("", {owed, http2::frame_header_size + size});
      replace_number(words, Frame::place_of_size, size);
      words.replace(Frame::place_of_flags, http2::ack);
      kind = Verdict::Kind::reply;
    }
  }

  static constexpr const char* stray = "a stream nobody opened";
  static constexpr const char* wrong_size = "a frame of a wrong size";

  constexpr void refuse(const char* reason, std::string_view quote = {}) {
    kind = Verdict::Kind::unhealthy;
    why = reason;
    words.cut(0);
    words.append(quote);
  }

  /// Quotes the number of an error, and what follows it in a frame.
  constexpr void refuse_by(const char* reason, const char* error, std::size_t size) {
    refuse(reason);
    words << std::int64_t{read_number(error, 4)};
    if (size != 4) words << ": ";
    words.append({error + 4, size - 4});
  }

  constexpr void leave() { refuse_by("it is going away, error", farewell.data(), farewell.size()); }

  constexpr void take_content(Frame frame, std::size_t size) {
    const std::string_view content = http2::content_of(frame, size);
    const FrameKind type = frame.kind();
    if (content.data() == nullptr) return break_rules(wrong_size);
    if (type != FrameKind::data) {
      if (type == FrameKind::headers) open_block(frame.has(http2::end_stream));
      decoder.put(content);
      is_in_block = !frame.has(http2::end_headers);
      if (!is_in_block) take_block();
    } else if (head[Head::http_status].empty()) {
      break_rules("DATA before HEADERS");
    } else {
      words.append(content);
      if (frame.has(http2::end_stream)) conclude();
    }
  }

  constexpr void open_block(bool is_last) {
    decoder.open();
    ends_stream = is_last;
  }

  constexpr void take_block() {
    std::string_view& status = head[Head::http_status];
    const bool is_first = status.empty();
    while (decoder.next()) head.put(decoder.field);
    if (decoder.wrong() != nullptr) return refuse(decoder.wrong());
    if (ends_stream) return conclude();
    if (!is_first) return break_rules("trailers that end nothing");
    if (status.starts_with('1')) {
      status = {};  // 8.1: interim, the answer is yet to come
    } else if (!http2::is(status, "200") && head[Head::grpc_status].empty()) {
      return conclude();
    }
    head[Head::grpc_status] = {};  // that of the trailers counts
  }

  constexpr void conclude() {
    const std::string_view code = head[Head::grpc_status];
    const unsigned status = status_of(code);
    if (code.empty()) return refuse("no grpc-status, HTTP status", head[Head::http_status]);
    if (status >= status_count) return refuse("a grpc-status that gRPC does not know", code);
    if (status == 0) {
      message = {words.view().data(), words.view().data() + words.size()};
      const char* const said = read_messages(message);
      refuse(said);
      if (said == serving) kind = Verdict::Kind::healthy;
    } else {
      refuse(http2::nth(status_names, status));
      put_percent_decoded(words, head[Head::grpc_message]);
    }
  }
};

}  // namespace probe::grpc
