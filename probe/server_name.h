// What a client of TLS says about the server that it wants: its name, and the protocol inside of TLS.
#pragma once

#include <algorithm>
#include <string_view>

#include "probe/model/headers.h"
#include "probe/model/host.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/target.h"
#include "probe/model/text_parts.h"
#include "probe/tls/tls.h"

namespace probe {

/// Returns the host in an authority, HOST[:PORT], if it is a name, and not an address: only a name may be
/// sent, without a final dot (RFC 6066 3). Otherwise empty.
constexpr std::string_view name_in(std::string_view authority) {
  Target target;
  target.host = before(authority, ':');
  if (target.host.ends_with('.')) target.host.remove_suffix(1);
  const bool is_name = std::all_of(target.host.begin(), target.host.end(),
                                   [](char byte) { return is_host_byte(byte, false); });
  return is_name && target.host.size() <= 253 && !is_address(target) ? target.host : std::string_view();
}

/// Returns the name that the server is told: --server-name, the name in a Host header that the user gave, or
/// that of the target. Empty: none is sent.
constexpr std::string_view server_name(const Question& question) {
  const Settings& settings = question.settings;
  if (settings.server_name != nullptr) return name_in(settings.server_name);
  const char* const host = question.is_elsewhere ? nullptr : find_header(settings.headers, "Host");
  if (host != nullptr && *host != '\0') return name_in(before(before(host, ' '), '\t'));
  return question.target.is_ipv6 ? std::string_view() : name_in(question.target.host);
}

/// Returns the protocol that is offered (ALPN). Empty: none is.
constexpr std::string_view application_protocol(const Question& question) {
  switch (question.protocol->application) {
    case Application::http: return question.settings.speaks_http2 ? "h2"sv : "http/1.1"sv;
    case Application::grpc: return "h2"sv;
    case Application::other: break;
  }
  return {};
}

constexpr tls::Offer offer_of(const Question& question) {
  return {server_name(question), application_protocol(question)};
}

}  // namespace probe
