// What the answer to the call means (gRPC's PROTOCOL-HTTP2.md, "Responses"): headers, a message, and trailers
// with a status; or only trailers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/grpc/health.h"
#include "probe/grpc/status.h"
#include "probe/http2/http2.h"
#include "probe/model/big_endian.h"
#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"

namespace probe::grpc {

/// The header fields that matter. Empty: the server did not send it.
struct Head {
  std::string_view http_status;
  std::string_view grpc_status;
  std::string_view grpc_message;

  constexpr void put(const hpack::Field& field) {
    if (field.name == ":status"sv) http_status = field.value;
    if (field.name == "grpc-status"sv) grpc_status = field.value;
    if (field.name == "grpc-message"sv) grpc_message = field.value;
  }
};

/// Reads an answer and judges it. The exchange's `storage` holds the content of DATA, until a verdict
/// needs it.
struct Answer {
  base::Text& storage;
  http2::Stream stream;
  Head head = {};

  /// Judges by the first event that decides. `is_over`: the server closed the connection.
  constexpr Verdict judge(bool is_over) {
    for (;;) {
      Verdict verdict;
      switch (stream.next()) {
        case http2::Event::none: return judge_rest(is_over);
        case http2::Event::headers: verdict = judge_headers(); break;
        case http2::Event::data: verdict = judge_data(); break;
        case http2::Event::reset: return unhealthy_error("it reset the stream, error", stream.error);
        case http2::Event::refused: return unhealthy_error(goes_away, stream.error);
        case http2::Event::broken: return break_rules(stream.problem);
      }
      if (verdict.kind != Verdict::Kind::more) return verdict;
    }
  }

 private:
  static constexpr const char* goes_away = "it is going away, error";

  /// Copies the quote to `storage`, because the texts of the decoder do not outlive this Answer.
  constexpr Verdict unhealthy_quoting(const char* why, std::string_view quote = {}) {
    storage.cut(0);
    storage.append(quote);
    return unhealthy(why, storage.view());
  }

  constexpr Verdict break_rules(const char* how) {
    return unhealthy_quoting("it breaks the rules of HTTP/2", how);
  }

  /// Quotes an error of four bytes as a number, and the text after it.
  constexpr Verdict unhealthy_error(const char* why, std::string_view error) {
    storage.cut(0);
    storage << std::int64_t{read_number(error.data(), 4)};
    error.remove_prefix(4);
    if (!error.empty()) storage << ": ";
    storage.append(error);
    return unhealthy(why, storage.view());
  }

  /// Judges after the last whole frame: an acknowledgement may be due. If the connection is closed, a GOAWAY
  /// before that is the reason.
  constexpr Verdict judge_rest(bool is_over) {
    if (is_over) return stream.goaway_error.empty() ? more : unhealthy_error(goes_away, stream.goaway_error);
    if (stream.unanswered.bytes.empty()) return more;
    storage.cut(0);
    http2::put_acknowledgement(storage, stream.unanswered);
    return reply();
  }

  constexpr Verdict judge_data() {
    if (head.http_status.empty()) return break_rules("DATA before HEADERS");
    storage.append(stream.content);
    return stream.is_last ? judge_end() : more;
  }

  constexpr Verdict judge_headers() {
    const bool is_first = head.http_status.empty();
    while (stream.decoder.next()) head.put(stream.decoder.field);
    const char* const problem = stream.decoder.problem();
    if (problem != nullptr) return unhealthy_quoting(problem);
    if (stream.is_last) return judge_end();
    if (!is_first) return break_rules("trailers that end nothing");
    if (head.http_status.starts_with('1')) {
      head.http_status = {};  // RFC 9113 8.1: an interim response, before the final one
    } else if (head.http_status != "200"sv && head.grpc_status.empty()) {
      return judge_end();  // not gRPC: the body does not matter ("HTTP2 Status Codes")
    }
    head.grpc_status = {};  // the one of the trailers counts
    return more;
  }

  constexpr Verdict judge_end() {
    if (head.grpc_status.empty()) return unhealthy_quoting("no grpc-status, HTTP status", head.http_status);
    const unsigned status = read_status(head.grpc_status);
    if (status == unknown_status)
      return unhealthy_quoting("a grpc-status that gRPC does not know", head.grpc_status);
    if (status != ok) {
      storage.cut(0);
      put_percent_decoded(storage, head.grpc_message);
      return unhealthy(status_text(status), storage.view());
    }
    const Response response = read_messages(storage.view());
    if (response.problem != nullptr) return unhealthy(response.problem);
    const char* const text = serving_status_text(response.status);
    return response.status == ServingStatus::serving ? healthy(text) : unhealthy(text);
  }
};

}  // namespace probe::grpc
