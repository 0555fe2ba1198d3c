// grpc://HOST:PORT[/SERVICE]: grpc.health.v1.Health/Check over HTTP/2, and grpcs over TLS (gRPC's
// health-checking.md). Other folders include only this header.
#pragma once

#include "probe/grpc/answer.h"
#include "probe/grpc/request.h"
#include "probe/http2/http2.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::grpc {

/// It is not inlined, because its 20 KiB would be on the stack while any server is asked.
[[gnu::noinline]] constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  if (!http2::is_http2(exchange.received))
    return http2::judge_other_protocol(exchange, "it speaks HTTP/1, not gRPC");
  Answer answer{exchange, {.rest = exchange.received, .acknowledgements = exchange.replies}};
  return answer.judge();
}

inline constexpr ProtocolRow row = {
    .form = "grpc://HOST:PORT[/SERVICE]",
    .help = "grpc.health.v1.Health/Check returns SERVING",
    .protocol = {.scheme = "grpc",
                 .port = 0,
                 .takes = Form::address_and_path,
                 .uses = use_headers,
                 .application = Application::grpc},
    .ask = ask,
    .judge = judge,
};

inline constexpr ProtocolRow secured_row = over_tls(row, "grpcs", 0);

}  // namespace probe::grpc
