// redis://HOST[:PORT]: Redis or Valkey answers PING (Redis' documentation, "Redis serialization protocol
// specification", whose parts are cited here).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::redis {

/// Appends PING as a person would type it ("Inline commands").
constexpr void ask(const Question& /*question*/, base::Text& request) { request.append("PING\r\n"sv); }

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  constexpr std::string_view pong = "+PONG\r"sv;
  constexpr std::size_t longest_line = 1024;
  const std::string_view received = exchange.received;
  std::string_view line = before({received.data(), std::min(received.size(), longest_line)}, '\r');
  const bool is_pong = matches_pattern(received, pong);
  if (!is_pong && (line.empty() || line[0] != '-')) return wrong_protocol(exchange, "Redis");
  if (line.size() == received.size() && line.size() < longest_line) return more();
  line.remove_prefix(1);
  if (is_pong) return healthy("", line);
  // "Simple errors": a server that asks for a password does answer its clients.
  const bool wants_login = line.starts_with("NOAUTH "sv) || line.starts_with("NOPERM "sv);
  return wants_login ? healthy("it wants a login", line) : unhealthy("it refuses clients", line);
}

inline constexpr ProtocolRow row = {
    .form = "redis://HOST[:PORT]",
    .help = "it answers PING, or asks for a password",
    // A path is allowed, so that the URL that clients use can be the target.
    .protocol = {.scheme = "redis", .port = 6379, .takes = Form::address_and_path},
    .ask = ask,
    .judge = judge,
};

inline constexpr ProtocolRow other_row = with_scheme(row, "valkey");
inline constexpr ProtocolRow secured_row = over_tls(row, "rediss", 6379);

}  // namespace probe::redis
