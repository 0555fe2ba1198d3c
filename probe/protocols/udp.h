// udp://HOST:PORT: a server replies. Without --send and --expect, an empty datagram is sent, and the target
// is healthy if the host does not refuse it.
#pragma once

#include "probe/model/protocol.h"
#include "probe/model/search.h"
#include "probe/protocols/tcp.h"

namespace probe::udp {

/// Judges the last datagram, by itself, or silence. `is_over` means that no datagram came for long enough or,
/// without --expect, that an empty one did. With --expect, the next datagram may be the wanted one, and
/// the texts that are expected before a reply were in datagrams before it.
constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const Settings& settings = question.settings;
  const bool is_empty = exchange.received.empty();
  if (is_empty && !exchange.is_over && exchange.replies == 0) return more();
  if (settings.steps.has(true)) return tcp::judge_steps(question, exchange, exchange.replies);
  return healthy(is_empty && settings.steps.is_empty() ? "not refused" : "it replied");
}

inline constexpr ProtocolRow row = {
    .form = "udp://HOST:PORT",
    .help = "it replies; without --send, --expect: no refusal",
    .protocol = {.scheme = "udp",
                 .takes = Form::address_and_path,
                 .subject = Subject::datagrams,
                 .uses = use_expect | use_send},
    .check = tcp::check,
    .ask = tcp::ask,
    .judge = judge,
};

}  // namespace probe::udp
