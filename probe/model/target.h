// The parts of a TARGET, scheme://[user@]host[:port][/path][?query][#fragment] (RFC 3986), as slices of the
// word that was given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/number.h"
#include "base/text.h"

namespace probe {

struct Target {
  std::string_view user;  // NAME[:PASSWORD], as it was given; never shown
  std::string_view host;  // a name or an address without its brackets; empty: loopback
  std::string_view zone;  // of an IPv6 address: the interface
  std::string_view
      directory;           // of PostgreSQL's Unix-domain socket, percent-encoded; used instead of the host
  std::string_view path;   // with its query, without its fragment; may be empty
  std::uint16_t port = 0;  // 0: none was given
  bool is_ipv6 = false;    // the host stood in brackets
};

constexpr bool ends_authority(char byte) { return byte == '\0' || byte == '/' || byte == '?' || byte == '#'; }

/// Whether a byte may be in an IPv6 address or, if not `is_ipv6`, in an IPv4 address or a name of DNS.
constexpr bool is_host_byte(char byte, bool is_ipv6) {
  if (base::is_digit(byte) || byte == '.') return true;
  if (is_ipv6) return byte == ':' || base::hexadecimal_digit(byte) >= 0;
  return base::is_letter(byte) || byte == '-' || byte == '_';
}

/// Takes [ADDRESS], [ADDRESS%ZONE] or, as RFC 6874 writes it, [ADDRESS%25ZONE].
constexpr bool take_ip_literal(const char*& at, Target& target) {
  const char* const address = at;
  while (is_host_byte(*at, true)) ++at;
  const char* const end = at;
  target.host = {address, end};
  target.is_ipv6 = true;
  if (base::take(at, "%")) {
    const char* zone = at;
    if (base::take(zone, "25") && *zone != ']') at = zone;
    zone = at;
    while (is_host_byte(*at, false)) ++at;
    target.zone = {zone, at};
    if (at == zone) return false;
  }
  return base::take(at, "]") && base::find(address, ':') < end && target.host.size() < 46 &&
         target.zone.size() < 16;
}

/// Takes a name or an IPv4 address, which may be empty: that is loopback.
constexpr bool take_host_name(const char*& at, Target& target) {
  const char* const name = at;
  while (is_host_byte(*at, false)) ++at;
  target.host = {name, at};
  return target.host.size() <= 253;
}

/// Takes a host and a port, up to the end of the authority or, in a list of hosts, up to `separator`.
constexpr base::Expected take_host_and_port(const char*& at, Target& target, char separator = '\0') {
  const auto ends_host = [separator](char byte) { return ends_authority(byte) || byte == separator; };
  const char* const directory = at;
  if (separator != '\0' && *at == '%') {
    while (!ends_host(*at) && *at != ':') ++at;
    target.directory = {directory, at};
  }
  const bool is_host = base::take(at, "[") ? take_ip_literal(at, target) : take_host_name(at, target);
  if (!is_host)
    return base::wrong_value(target.is_ipv6 ? "an IPv6 address in the brackets" : "a shorter host name");
  // An empty port is the default one (RFC 3986 3.2.3). If an @ follows, it is no port: a password starts.
  const bool has_port = base::take(at, ":") && (!ends_host(*at) || *base::find(at, '@') == '@');
  if (has_port) {
    const std::int64_t port = base::take_number(at, 65535);
    if (*at == ':') return base::wrong_value("one port, or brackets around an IPv6 address");
    if (port <= 0 || !ends_host(*at)) return base::wrong_value("a port from 1 to 65535");
    target.port = static_cast<std::uint16_t>(port);
  }
  return base::expect(ends_host(*at), "a host name or an address");
}

/// Which host of a list is read.
struct HostChoice {
  std::size_t index = 0;
  bool has_next = false;  // another one follows it
};

/// Takes hosts and ports with commas between them, up to the one that is chosen.
constexpr base::Expected take_chosen_host(const char*& at, Target& target, HostChoice& choice) {
  for (std::size_t left = choice.index;; --left) {
    const std::string_view user = target.user;
    target = {};
    target.user = user;
    const base::Expected expected = take_host_and_port(at, target, ',');
    if (!expected.is_valid()) return expected;
    choice.has_next = base::take(at, ",");
    if (left == 0 || !choice.has_next) return expected;
  }
}

inline constexpr const char* expected_braces = "a variable in braces: ${NAME}";

/// What is expected if a host or port cannot be read: an @ after it shows that a password may have ended the
/// authority, and a $ that a shell was expected to replace a variable.
constexpr base::Expected explain_host(base::Expected expected, const char* at) {
  if (expected.is_valid()) return expected;
  if (*base::find(at, '@') != '\0')
    return base::wrong_value("the password percent-encoded: / is %2F, ? %3F, # %23");
  return *at == '$' ? base::wrong_value(expected_braces) : expected;
}

/// Reads what follows the scheme of a target, from its "//" on. `choice`: the authority may be a list of
/// hosts.
constexpr base::Expected parse_target(const char* at, Target& target, HostChoice* choice = nullptr) {
  for (const char* byte = at; *byte != '\0'; ++byte) {
    if (*byte == ' ')
      return base::wrong_value("no blank (%20 in a URL): give each argument a string of its own");
    if (!base::is_visible(*byte)) return base::wrong_value("only visible ASCII: percent-encode the rest");
  }
  if (!base::take(at, "//")) return base::wrong_value("// after the scheme");
  const char* const authority = at;
  const char* host = at;
  for (; !ends_authority(*at); ++at) {
    if (*at == '@') host = at + 1;
  }
  if (host != authority) target.user = {authority, host - 1};
  at = host;
  const base::Expected expected =
      choice == nullptr ? take_host_and_port(at, target) : take_chosen_host(at, target, *choice);
  while (expected.is_valid() && !ends_authority(*at)) ++at;
  if (expected.is_valid()) target.path = {at, base::find(at, '#')};
  return explain_host(expected, at);
}

/// The target's host: "localhost" if it names none.
constexpr std::string_view host_of(const Target& target) {
  return target.host.empty() ? std::string_view("localhost") : target.host;
}

/// Appends the target's host and port as they stand in a URI.
constexpr void put_authority(base::Text& out, const Target& target) {
  if (target.is_ipv6) out.put('[');
  out.append(host_of(target));
  if (!target.zone.empty()) out.put('%').append(target.zone);
  if (target.is_ipv6) out.put(']');
  out << ":" << target.port;
}

}  // namespace probe
