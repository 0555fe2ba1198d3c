// tcp://HOST:PORT: a server accepts connections, and its reply holds --expect if that is given.
#pragma once

#include "probe/model/protocol.h"
#include "probe/model/search.h"

namespace probe::tcp {

/// Appends --send, if it is given.
constexpr void ask(const Question& question, base::Text& request) {
  if (question.settings.send != nullptr) put_unescaped(request, question.settings.send);
}

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const std::string_view received = exchange.received;
  if (question.settings.expect == nullptr) return healthy("connected");
  const PlainReader reader{received.data(), received.data() + received.size(), exchange.is_over};
  switch (search(reader, question.settings.expect)) {
    case Found::yes: return healthy("it replied as expected");
    case Found::not_yet: return more;
    default:
      return unhealthy(received.empty() ? "it closed without a reply" : "the reply does not contain --expect",
                       received);
  }
}

inline constexpr ProtocolRow row = {
    .form = "tcp://HOST:PORT",
    .help = "it connects, and the reply contains --expect",
    .protocol = {.scheme = "tcp", .takes = Form::address, .ask = ask, .judge = judge},
};

}  // namespace probe::tcp
