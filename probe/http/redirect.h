// Where a redirect leads: a Location, resolved against the target it came from
// (RFC 3986 5.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/target.h"

namespace probe {

inline constexpr int most_redirects = 10;
inline constexpr std::size_t longest_word = 2048;  // of a target that a redirect leads to

/// The target's host and port as they stand in a URI.
constexpr void put_authority(base::Text& out, const Target& target) {
  if (target.is_ipv6) out.put('[');
  out.append(target.host.empty() ? "localhost" : target.host);
  if (!target.zone.empty()) out.put('%').append(target.zone);
  if (target.is_ipv6) out.put(']');
  out << ":" << target.port;
}

/// Behind the scheme of a URI reference and its colon; `at` where it has none.
constexpr const char* skip_scheme(const char* at) {
  const char* end = at;
  while (base::is_letter(*end) ||
         (end != at && (base::is_digit(*end) || *end == '+' || *end == '-' || *end == '.')))
    ++end;
  return *end == ':' && end != at ? end + 1 : at;
}

/// Whether a Location names its own host, and not only a path.
constexpr bool names_host(const char* location) {
  const char* at = skip_scheme(location);
  return at != location || base::take(at, "//");
}

/// A Location as it may be shown: from behind the user and password on, if there are any.
constexpr std::string_view without_user(std::string_view location) {
  for (std::size_t i = location.size(); i != 0; --i) {
    if (location[i - 1] == '@') return {location.data() + i, location.size() - i};
  }
  return location;
}

/// Appends a path whose . and .. are resolved (RFC 3986 5.2.4), and what is behind it.
constexpr void put_path(base::Text& out, std::string_view before, std::string_view rest) {
  const std::size_t root = out.size();
  const std::size_t size = before.size() + rest.size();
  const auto byte_at = [=](std::size_t i) { return i < before.size() ? before[i] : rest[i - before.size()]; };
  const auto ends_path = [=](std::size_t i) { return i >= size || byte_at(i) == '?' || byte_at(i) == '#'; };
  const auto ends_segment = [=](std::size_t i) { return ends_path(i) || byte_at(i) == '/'; };
  std::size_t i = 0;
  while (!ends_path(i)) {
    if (byte_at(i) == '/') ++i;
    std::size_t dots = 0;
    while (dots < 3 && !ends_segment(i + dots) && byte_at(i + dots) == '.') ++dots;
    const bool is_dots = dots != 0 && dots < 3 && ends_segment(i + dots);
    if (!is_dots) {
      for (out.put('/'); !ends_segment(i); ++i) out.put(byte_at(i));
      continue;
    }
    i += dots;
    std::size_t parent = out.size();
    if (dots == 2 && parent != root) {
      while (out.view()[--parent] != '/') {
      }
      out.cut(parent);
    }
    if (ends_path(i)) out.put('/');
  }
  if (out.size() == root) out.put('/');
  for (; i < size && byte_at(i) != '#'; ++i) out.put(byte_at(i));
}

/// How much of a target's path stays in front of a relative reference: up to its last
/// slash, or all of it, with its query or without.
constexpr std::size_t kept_path(std::string_view path, char reference) {
  if (reference == '/') return 0;
  if (reference == '\0' || reference == '#') return path.size();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < path.size() && path[i] != '?'; ++i) {
    if (path[i] == '/' || reference == '?') kept = i + 1;
  }
  return kept;
}

/// Writes the URI that a reference leads to from a target, with a NUL behind it. What stands in
/// front of its "//" or path is `scheme`.
constexpr void resolve(const Target& from, const char* scheme, const char* reference, base::Text& out) {
  out << scheme << "//";
  std::size_t kept = 0;
  if (base::take(reference, "//")) {
    while (!ends_authority(*reference)) out.put(*reference++);
  } else {
    put_authority(out, from);
    kept = kept_path(from.path, *reference);
  }
  put_path(out, {from.path.data(), kept}, {reference, base::find(reference, '\0')});
  out.put('\0');
}

constexpr std::string_view host_of(const Target& target) {
  return target.host.empty() ? std::string_view("localhost") : target.host;
}

enum class Leads : std::uint8_t { to_same_host, to_other_host, to_other_scheme, nowhere };

/// Where a Location leads from a target. It ends with a NUL, as does what is written to `out`:
/// the URI that it stands for.
constexpr Leads follow(const Target& from, const char* location, base::Text& out, Target& to) {
  constexpr const char* http = "http:";
  constexpr const char* https = "https:";
  const char* at = location;
  const bool is_secure = base::take(at, https, base::Case::is_ignored);
  if (!is_secure) base::take(at, http, base::Case::is_ignored);
  if (at == location && skip_scheme(at) != at) return Leads::to_other_scheme;
  const char* const scheme = is_secure ? https : http;
  resolve(from, scheme, at, out);
  if (out.is_full() || !parse_target(base::find(out.view().data(), ':') + 1, to).is_valid())
    return Leads::nowhere;
  if (to.port == 0) to.port = 80;
  if (!base::equals_ignoring_case(host_of(from), host_of(to))) return Leads::to_other_host;
  return is_secure ? Leads::to_other_scheme : Leads::to_same_host;
}

}  // namespace probe
