// The parts of PostgreSQL's connection URIs that a target of another protocol does not have (libpq's
// documentation, "Connection URIs"): ?host= and ?port=, lists in both, and the directory of a Unix-domain
// socket instead of a host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/expected.h"
#include "base/text.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/target.h"
#include "probe/model/text_parts.h"

namespace probe {

/// The longest path of a Unix-domain socket: sun_path has 108 bytes, and a NUL is the last (unix(7)).
inline constexpr std::size_t longest_socket_path = 107;

/// Returns the last value of a name in the query of a path; empty: there is none. As for libpq, a name may be
/// percent-encoded.
constexpr std::string_view query_value(std::string_view path, std::string_view name) {
  std::string_view value;
  path.remove_prefix(before(path, '?').size());
  while (!path.empty()) {
    path.remove_prefix(1);
    std::string_view part = before(path, '&');
    path.remove_prefix(part.size());
    if (!take_percent_encoded(part, name) || !part.starts_with('=')) continue;
    part.remove_prefix(1);
    value = part;
  }
  return value;
}

/// A part of a list that has commas between its parts. As for libpq, they may be percent-encoded.
struct ListPart {
  std::string_view text;
  bool is_last = true;
};

/// Takes the first part off a list, and the comma after it.
constexpr ListPart take_part(std::string_view& list) {
  const std::string_view whole = list;
  while (!list.empty()) {
    const std::size_t size = whole.size() - list.size();
    if (take_percent_decoded(list) == ',') return {{whole.data(), size}, false};
  }
  return {whole};
}

/// Returns part `index` of a list; the last one, if the list is shorter.
constexpr ListPart part_of(std::string_view list, std::size_t index) {
  for (;; --index) {
    const ListPart part = take_part(list);
    if (index == 0 || part.is_last) return part;
  }
}

/// Reads a host of ?host=: a directory, an address without brackets, or a name.
constexpr base::Expected read_query_host(std::string_view text, Target& target) {
  target.host = target.directory = target.zone = {};
  target.is_ipv6 = before(text, ':').size() != text.size();
  if (text.starts_with('/') || text.starts_with('%')) {
    target.directory = text;
    target.is_ipv6 = false;
    return base::valid();
  }
  for (const char byte : text) {
    if (!is_host_byte(byte, target.is_ipv6)) return base::wrong_value("a host name or an address");
  }
  target.host = text;
  const std::size_t most = target.is_ipv6 ? 45 : 253;
  return base::expect(text.size() <= most, "a shorter host name");
}

/// Reads a port of ?port=; an empty one is the default.
constexpr base::Expected read_query_port(std::string_view text, Target& target) {
  std::uint32_t port = 0;
  for (const char byte : text) {
    port = base::is_digit(byte) && port < 65536 ? port * 10 + static_cast<std::uint32_t>(byte - '0') : 65536;
  }
  const bool is_port = text.empty() || (port > 0 && port < 65536);
  if (is_port) target.port = static_cast<std::uint16_t>(port);
  return base::expect(is_port, "a port from 1 to 65535");
}

/// Appends the path of the socket in the target's directory, and a NUL.
constexpr void put_socket_path(base::Text& out, const Target& target) {
  put_percent_decoded(out, target.directory);
  out << "/.s.PGSQL." << target.port;
  out.put('\0');
}

/// Reads the chosen host from the query of a target, which wins over its authority, and checks the directory.
constexpr base::Expected read_libpq_query(Target& target, HostChoice& choice) {
  std::string_view hosts = query_value(target.path, "hostaddr");
  if (hosts.empty()) hosts = query_value(target.path, "host");
  base::Expected expected = base::valid();
  if (!hosts.empty()) {
    const ListPart host = part_of(hosts, choice.index);
    choice.has_next = !host.is_last;
    expected = read_query_host(host.text, target);
  }
  const std::string_view ports = query_value(target.path, "port");
  if (expected.is_valid() && !ports.empty())
    expected = read_query_port(part_of(ports, choice.index).text, target);
  base::TextOf<longest_socket_path - sizeof "/.s.PGSQL.65535" + 2> directory;
  put_percent_decoded(directory, target.directory);
  if (expected.is_valid() && directory.is_full()) return base::wrong_value("a path of 1 to 107 bytes");
  return expected;
}

}  // namespace probe
