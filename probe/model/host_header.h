// A target's host and port as HTTP names them to a server: in a Host header, or in HTTP/2's :authority.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/protocol.h"
#include "probe/model/target.h"

namespace probe {

/// The default ports of the schemes http and https (RFC 9110 4.2.1 and 4.2.2). The URI of a gRPC call has one
/// of these schemes as well.
inline constexpr std::uint16_t http_port = 80;
inline constexpr std::uint16_t https_port = 443;

constexpr std::uint16_t default_port(bool is_secured) { return is_secured ? https_port : http_port; }

/// The longest text of put_host(), in bytes: a name of 253, a colon and five digits.
inline constexpr std::size_t longest_host = 259;

/// Appends the target's host and port as a Host header has them (RFC 9110 7.2): an IPv6 address in brackets
/// and without its zone, the port only if it is not the default one.
constexpr void put_host(base::Text& text, const Target& target, bool is_secured) {
  if (target.is_ipv6) text.put('[');
  text.append(host_of(target));
  if (target.is_ipv6) text.put(']');
  if (target.port != default_port(is_secured)) text << ":" << target.port;
}

/// Appends the Host that the user gave, unless a redirect named another host, or else that of the target.
constexpr void put_host_of(base::Text& text, const Question& question) {
  const char* const given = find_header(question.settings.headers, "Host");
  if (given == nullptr || *given == '\0' || question.is_elsewhere)
    return put_host(text, question.target, question.is_secured);
  std::string_view host = given;  // which does not start with a blank
  while (base::is_blank(host.back())) host.remove_suffix(1);
  text.append(host);
}

}  // namespace probe
