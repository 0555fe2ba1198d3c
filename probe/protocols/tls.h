// tls://HOST:PORT: a server completes the handshake of TLS 1.3 or 1.2. Nothing is sent after that but
// close_notify.
#pragma once

#include "probe/model/protocol.h"
#include "probe/protocols/tcp.h"

namespace probe::handshake {

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  return healthy(exchange.security);
}

inline constexpr ProtocolRow row = {
    .form = "tls://HOST:PORT",
    .help = "the handshake of TLS 1.3 or 1.2 succeeds",
    .protocol = {.scheme = "tls",
                 .takes = Form::address_and_path,
                 .uses = use_tls | use_insecure,
                 .is_secured = true},
    .check = tcp::check,
    .judge = judge,
};

}  // namespace probe::handshake
