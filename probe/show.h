// Text from outside as it may be shown: without bytes that a terminal would obey, and without secrets.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/text.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/target.h"

namespace probe {

/// How many bytes at `at` are one character that can be shown; 0: they are a control character or no UTF-8.
constexpr std::size_t character_size(const char* at, const char* end) {
  const auto first = static_cast<unsigned char>(*at);
  if (first < 0x80) return first >= ' ' && first != 0x7f ? 1 : 0;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || static_cast<std::size_t>(end - at) < size) return 0;
  std::uint32_t character = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(at[i]);
    if ((byte & 0xc0) != 0x80) return 0;
    character = character << 6 | (byte & 0x3f);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0xa0, 0x800, 0x10000};  // below 0xa0: control characters
  const bool is_surrogate = character >= 0xd800 && character <= 0xdfff;
  return character < smallest[size] || is_surrogate || character > 0x10ffff ? 0 : size;
}

/// Appends text from outside in `most` bytes at most: each byte that is not part of printable UTF-8 as \xNN,
/// and "..." if it is cut.
constexpr void show(base::Text& line, std::string_view text, std::size_t most) {
  constexpr std::size_t escape_size = 4;
  const std::size_t limit = line.size() + most - 3;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const std::size_t size = character_size(at, end);
    if (line.size() + (size == 0 ? escape_size : size) > limit) {
      line << "...";
      return;
    }
    if (size == 0) line.put_escaped(*at++);
    for (const char* const next = at + size; at != next; ++at) line.put(*at);
  }
}

/// Appends a word of the command line or a variable of the environment; only its name if what follows that
/// may be a secret.
constexpr void show_word(base::Text& line, const char* word, bool is_secret) {
  const char* end = base::find(word, is_secret ? '=' : '\0');
  if (is_secret && word[0] == '-' && word[1] != '-') end = word + 2;
  show(line, {word, end}, 160);
  if (*end != '\0') line << "...";
}

/// The names in a query whose values are not shown: those of libpq for a user and for secrets, and those of
/// drivers of MySQL and of web servers for a password.
inline constexpr char secret_names[][21] = {
    "user=",   "password=", "sslpassword=", "oauth_client_secret=", "scram_client_key=", "scram_server_key=",
    "passwd=", "token=",    "access_token="};

/// Returns where the next secret value in the query of a target starts, or its end. libpq decodes names
/// before it compares them.
constexpr const char* find_secret(const char* at) {
  const char* const end = base::find(at, '\0');
  for (; at != end; ++at) {
    if (*at != '?' && *at != '&') continue;
    for (const char* const name : secret_names) {
      std::string_view value{at + 1, end};
      if (take_percent_encoded(value, name)) return value.data();
    }
  }
  return at;
}

/// Appends a part of a target without the secret values in its query.
constexpr void show_rest(base::Text& line, std::string_view rest) {
  constexpr std::size_t most = 116;
  base::TextOf<most + 1> shown;
  for (const char *at = rest.data(), *const end = at + rest.size(); at < end;) {
    const char* const secret = std::min(find_secret(at), end);
    shown.append({at, secret});
    if (secret != end) shown << "...";
    for (at = secret; at != end && *at != '&';) ++at;
  }
  show(line, shown.view(), most);
}

/// Where the part of a target that may be shown starts: after the last @. `at` is after its scheme. An @ in a
/// query after a secret does not count: it may be a part of that.
constexpr const char* find_host(const char* at) {
  const char* host = at;
  for (const char* const end = find_secret(at); at != end; ++at) {
    if (*at == '@') host = at + 1;
  }
  return host;
}

/// Appends a valid target without its user and password. If there is an @ after the authority, a password
/// that is not percent-encoded may have ended the authority early.
constexpr void show_target(base::Text& line, const char* word) {
  const char* authority = base::find(word, ':');
  const bool has_authority = base::take(authority, "://");
  if (!has_authority) base::take(authority, ":");
  show(line, {word, authority}, 24);
  const char* const shown = has_authority ? find_host(authority) : authority;
  while (!ends_authority(*authority)) ++authority;
  if (shown > authority) line << "...@";
  show_rest(line, shown);
}

/// Whether the text after a colon in a wrong target may be shown: only a port or a variable, which stands for
/// one. Anything else may be a password whose @HOST was forgotten or split off, even if it starts as a port
/// and a path do.
constexpr bool is_port_or_variable(const char* text) {
  if (base::take(text, "${")) return true;
  while (base::is_digit(*text)) ++text;
  base::take(text, "/");
  return *text == '\0';
}

/// Appends a wrong target without what may be a user and a password.
constexpr void show_wrong_target(base::Text& line, const char* word) {
  if (*word == '\0') line << "''";
  const char* start = word;
  while (*start != '\0' && *start != ':' && *start != '@') ++start;
  if (!base::take(start, "://")) start = word;
  show(line, {word, start}, 24);
  const char* const host = find_host(start);
  const char* end = host;
  while (!ends_authority(*end) && (*end != ':' || is_port_or_variable(end + 1))) ++end;
  const bool is_whole = host != start || *end != ':';
  end = is_whole ? base::find(end, '\0') : end + 1;
  show_rest(line, {host, end});
  if (!is_whole) line << "...";
}

}  // namespace probe
