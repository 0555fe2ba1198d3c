// grpc://HOST:PORT[/SERVICE]: grpc.health.v1.Health/Check over HTTP/2 without TLS (gRPC's
// health-checking.md). Other folders include only this header.
#pragma once

#include <string_view>

#include "probe/grpc/answer.h"
#include "probe/grpc/request.h"
#include "probe/http2/http2.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::grpc {

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  constexpr std::string_view settings{http2::first_frame, sizeof http2::first_frame};
  constexpr std::string_view http1 = "HTTP/"sv;
  const std::string_view received = exchange.received;
  if (matches_pattern(received, settings)) {
    Answer answer{exchange.storage, {.rest = received, .acknowledgements = exchange.replies}};
    return answer.judge(exchange.is_over);
  }
  if (!matches_pattern(received, http1)) return wrong_protocol(exchange, "HTTP/2");
  if (received.size() < http1.size()) return more;
  return unhealthy("it speaks HTTP/1, not gRPC", first_line(received));
}

inline constexpr ProtocolRow row = {
    .form = "grpc://HOST:PORT[/SERVICE]",
    .help = "grpc.health.v1.Health/Check returns SERVING",
    .protocol = {.scheme = "grpc",
                 .port = 0,
                 .takes = Form::address_and_path,
                 .ask = ask,
                 .judge = judge,
                 .uses = use_headers},
};

}  // namespace probe::grpc
