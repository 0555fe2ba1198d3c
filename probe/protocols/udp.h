// udp://HOST:PORT: somebody replies; where nothing is sent and nothing expected, nobody
// refuses an empty datagram.
#pragma once

#include "probe/expect.h"
#include "probe/protocol.h"
#include "probe/protocols/tcp.h"

namespace probe::udp {

/// Silence is over when nothing came for long enough, or an empty datagram did.
constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const Settings& settings = question.settings;
  if (settings.expect != nullptr) return tcp::judge(question, exchange);
  if (!exchange.received.empty()) return healthy("it replied");
  if (!exchange.is_over) return more;
  return healthy(settings.send == nullptr ? "not refused" : "it replied");
}

inline constexpr Protocol protocol = {
    .scheme = "udp",
    .form = "udp://HOST:PORT",
    .help = "it replies; without --send and --expect: is not refused",
    .takes = Form::address,
    .subject = Subject::datagrams,
    .ask = tcp::ask,
    .judge = judge,
};

}  // namespace probe::udp
