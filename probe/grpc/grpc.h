// grpc://HOST:PORT[/SERVICE]: grpc.health.v1.Health/Check over HTTP/2 without TLS
// (RFC 9113; gRPC's PROTOCOL-HTTP2.md and health-checking.md).
#pragma once

#include <string_view>

#include "probe/grpc/answer.h"
#include "probe/grpc/request.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::grpc {

using namespace std::string_view_literals;

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  // RFC 9113 3.4: the first frame has to be SETTINGS.
  if (!matches_pattern(exchange.received, "\0##\4"sv) && !matches_pattern(exchange.received, "HTTP/"sv)) {
    return wrong_protocol(exchange, "HTTP/2");
  }
  Answer answer{exchange.words, exchange.replies, exchange.is_over};
  const Verdict::Kind kind = answer.take_all(exchange.received);
  return {kind, answer.why, answer.words.view()};
}

inline constexpr ProtocolRow row = {
    .form = "grpc://HOST:PORT[/SERVICE]",
    .help = "grpc.health.v1.Health/Check says SERVING",
    .protocol = {.scheme = "grpc", .port = 0, .takes = Form::address_and_path, .ask = ask, .judge = judge},
};

}  // namespace probe::grpc
