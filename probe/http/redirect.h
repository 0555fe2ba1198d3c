// Where a redirect leads: its Location, merged with the target that sent it (RFC 3986 5.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/text.h"
#include "probe/model/host_header.h"
#include "probe/model/target.h"

namespace probe::http {

/// The size of a Location, and of the URI that it leads to, in bytes with the NUL.
inline constexpr std::size_t longest_location = 2048;

/// Returns what follows the scheme of a URI reference and its colon; `at` if it has no scheme.
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

/// Returns a Location as it may be shown: without everything up to a user and password, if it has them.
constexpr std::string_view without_user(std::string_view location) {
  for (std::size_t i = location.size(); i != 0; --i) {
    if (location[i - 1] == '@') return {location.data() + i, location.size() - i};
  }
  return location;
}

/// Appends a path, which is `before` and then `rest`, without its . and .. segments (RFC 3986 5.2.4), and its
/// query, but not its fragment.
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

/// Returns how many bytes of the target's path a relative reference keeps (RFC 3986 5.2.2): those up to its
/// last slash, or all of it with or without its query. `reference` is the first byte of the reference.
constexpr std::size_t kept_path(std::string_view path, char reference) {
  if (reference == '/') return 0;
  if (reference == '\0' || reference == '#') return path.size();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < path.size() && path[i] != '?'; ++i) {
    if (path[i] == '/' || reference == '?') kept = i + 1;
  }
  return kept;
}

/// Writes the URI that a reference leads to from a target, and a NUL. `reference` starts after its scheme, if
/// it has one, and ends with a NUL; `scheme` is that of the URI, with its colon.
constexpr void merge_reference(const Target& from, const char* scheme, const char* reference,
                               base::Text& out) {
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

/// Returns the host of a Location that names its host (names_host()), even if its other parts are wrong. It
/// is empty if the Location has no authority, or one without a host, which no http URI may have (RFC 9110
/// 4.2.1).
constexpr std::string_view host_in(const char* location) {
  const char* at = skip_scheme(location);
  if (!base::take(at, "//")) return {};
  const char* host = at;
  for (; !ends_authority(*at); ++at) {
    if (*at == '@') host = at + 1;
  }
  const bool is_ipv6 = base::take(host, "[");
  const char* end = host;
  while (!ends_authority(*end) && *end != (is_ipv6 ? ']' : ':') && (!is_ipv6 || *end != '%')) ++end;
  return {host, end};
}

/// Whether a Location, which ends with a NUL, leads to another host than that of the target that sent it.
/// Nothing else of such a Location has to be correct, as it is not followed.
constexpr bool leads_to_other_host(const Target& from, const char* location) {
  return names_host(location) && !base::equals_ignoring_case(host_of(from), host_in(location));
}

/// Where a Location leads that does not lead to another host.
enum class Destination : std::uint8_t { same_scheme, other_scheme, none };

/// Merges a Location, which does not lead to another host, with the target that sent it. `location` ends with
/// a NUL. The URI is appended to `out` with a NUL, and the parts of `to` are slices of it. The port of `to`
/// is set. `is_secured` says whether the URI that sent it has the scheme https, and then whether the new one
/// has.
constexpr Destination merge_location(const Target& from, const char* location, base::Text& out, Target& to,
                                     bool& is_secured) {
  const std::size_t start = out.size();
  const char* at = location;
  if (base::take(at, "http:", base::Case::is_ignored)) {
    is_secured = false;
  } else if (base::take(at, "https:", base::Case::is_ignored)) {
    is_secured = true;
  } else if (skip_scheme(at) != at) {
    return Destination::other_scheme;
  }
  merge_reference(from, is_secured ? "https:" : "http:", at, out);
  const bool is_cut = out.is_full() || out.size() - start >= longest_location;
  if (is_cut || !parse_target(base::find(out.view().data() + start, ':') + 1, to).is_valid())
    return Destination::none;
  if (to.port == 0) to.port = default_port(is_secured);
  return Destination::same_scheme;
}

}  // namespace probe::http
