// What the answer to the call means (gRPC's PROTOCOL-HTTP2.md, "Responses"): headers, a message, and trailers
// with a status; or only trailers.
#pragma once

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
  const Exchange& exchange;
  http2::Stream stream;
  base::Text& storage = exchange.storage;
  Head head = {};

  /// Judges by the first event that decides.
  constexpr Verdict judge() {
    for (;;) {
      Verdict verdict;
      const http2::Event event = stream.next();
      switch (event) {
        case http2::Event::headers: verdict = judge_headers(); break;
        case http2::Event::data: verdict = judge_data(); break;
        default: return http2::judge_event(stream, event, exchange);
      }
      if (verdict.kind != Verdict::Kind::more) return verdict;
    }
  }

 private:
  constexpr Verdict judge_data() {
    if (head.http_status.empty()) return http2::protocol_error(storage, "DATA before HEADERS");
    storage.append(stream.content);
    return stream.is_last ? judge_end() : more();
  }

  constexpr Verdict judge_headers() {
    const bool is_first = head.http_status.empty();
    while (stream.decoder.next()) head.put(stream.decoder.field);
    const char* const problem = stream.decoder.problem();
    if (problem != nullptr) return http2::unhealthy_quoting(storage, problem);
    if (stream.is_last) return judge_end();
    if (!is_first) return http2::protocol_error(storage, "trailers that end nothing");
    if (head.http_status.starts_with('1')) {
      head.http_status = {};  // RFC 9113 8.1: an interim response, before the final one
    } else if (head.http_status != "200"sv && head.grpc_status.empty()) {
      return judge_end();  // not gRPC: the body does not matter ("HTTP2 Status Codes")
    }
    head.grpc_status = {};  // the one of the trailers counts
    return more();
  }

  constexpr Verdict judge_end() {
    if (head.grpc_status.empty())
      return http2::unhealthy_quoting(storage, "no grpc-status, HTTP status", head.http_status);
    const unsigned status = read_status(head.grpc_status);
    if (status == unknown_status)
      return http2::unhealthy_quoting(storage, "a grpc-status that gRPC does not know", head.grpc_status);
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
