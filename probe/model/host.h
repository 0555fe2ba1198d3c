// Hosts of targets that need no name server: this machine, and addresses.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/characters.h"
#include "base/literal.h"
#include "base/text.h"
#include "probe/model/failure.h"
#include "probe/model/ip_address.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"

namespace probe {

/// Returns whether a target's host is this machine, whatever /etc/hosts or a name server says (RFC 6761 6.3).
constexpr bool is_loopback(const Target& target) {
  return target.host.empty() || base::equals_ignoring_case(target.host, "localhost") ||
         base::equals_ignoring_case(target.host, "localhost.");
}

/// ::1.
inline constexpr IpAddress ipv6_loopback = {.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                                            .is_ipv6 = true};

/// Adds 127.0.0.1 and ::1.
constexpr void add_loopback(AddressList& list) {
  list.add({.bytes = {127, 0, 0, 1}});
  list.add(ipv6_loopback);
}

/// Returns whether a target's host is written as an address, correct or not. Such a host is never looked up.
/// Digits without a dot may be the name of a container.
constexpr bool is_address(const Target& target) {
  bool has_dot = false;
  for (const char byte : target.host) {
    if (!base::is_digit(byte) && byte != '.' && !target.is_ipv6) return false;
    has_dot = has_dot || byte == '.';
  }
  return has_dot || target.is_ipv6;
}

/// Reads a target's host, for which is_address() holds, and its zone. Returns whether it is a correct
/// address. Whether an interface of that zone exists is not checked.
constexpr bool read_ip_address(const Target& target, IpAddress& address) {
  const char* at = target.host.data();
  if (!take_ip_address(at, address) || at != target.host.data() + target.host.size()) return false;
  base::Text zone(address.zone, longest_zone - 1);  // the NUL is there
  zone.append(target.zone);
  return address.is_ipv6 == target.is_ipv6;
}

/// Returns whether a target is a loopback address, or names this machine: what is sent to it stays on this
/// machine.
constexpr bool stays_here(const Target& target) {
  IpAddress address;
  if (is_loopback(target)) return true;
  if (!is_address(target) || !read_ip_address(target, address)) return false;
  if (!address.is_ipv6) return address.bytes[0] == 127;
  return std::equal(std::begin(address.bytes), std::end(address.bytes), std::begin(ipv6_loopback.bytes));
}

/// Returns whether the user has to agree that no certificate is verified (--insecure): an attacker between
/// this machine and the server could answer in its place.
constexpr bool needs_consent(const Settings& settings, const Target& target) {
  return !settings.is_insecure && settings.unix_socket == nullptr && !stays_here(target);
}

/// Where the addresses of a host come from.
enum class Source : std::uint8_t {
  loopback,  // the host is this machine
  literal,   // it is an address itself
  names,     // it is a name: /etc/hosts or, if that does not have it, name servers
};

constexpr Source source_of(const Target& target) {
  if (is_loopback(target)) return Source::loopback;
  return is_address(target) ? Source::literal : Source::names;
}

/// Returns whether to ask name servers, after /etc/hosts was searched: an address of any family there counts.
constexpr bool needs_name_server(const AddressList& found) { return !found.is_named; }

/// Returns why a host has no address of the wanted family. `why` is why the search for it failed, if it did.
constexpr Failure missing_address(const AddressList& found, const Failure& why) {
  if (!found.is_named) return why.is_none() ? Failure{.text = base::literal("no such host")} : why;
  return {.text = found.family == Family::any ? "the host has no address"
                                              : "the host has no address of that family"};
}

}  // namespace probe
