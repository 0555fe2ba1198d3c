// What may be shown of text that came from anywhere: nothing that a terminal would obey, and no secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/text.h"
#include "probe/model/target.h"

namespace probe {

/// How many bytes at `at` are one character that can be shown; 0: none are, for
/// they are a control character or no UTF-8.
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

/// Appends text that came from anywhere: what is no printable UTF-8 as \xNN, and
/// cut so that it takes `most` bytes.
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

/// Appends a word of the command line or a variable of the environment, or its name alone where there may
/// be a secret behind that.
constexpr void show_word(base::Text& line, const char* word, bool is_secret) {
  const char* end = base::find(word, is_secret ? '=' : '\0');
  if (is_secret && word[0] == '-' && word[1] != '-') end = word + 2;
  show(line, {word, end}, 160);
  if (*end != '\0') line << "...";
}

/// Where what may be shown of a target starts, `at` being behind its scheme: behind the last @.
constexpr const char* find_host(const char* at) {
  const char* host = at;
  for (; *at != '\0'; ++at) {
    if (*at == '@') host = at + 1;
  }
  return host;
}

/// Appends a target that is right, without its user and password. Where an @ stands behind the authority,
/// that may have been ended early, by a password that is not percent-encoded.
constexpr void show_target(base::Text& line, const char* word) {
  const char* authority = base::find(word, ':');
  const bool has_authority = base::take(authority, "://");
  if (!has_authority) base::take(authority, ":");
  show(line, {word, authority}, 24);
  const char* const shown = has_authority ? find_host(authority) : authority;
  while (!ends_authority(*authority)) ++authority;
  if (shown > authority) line << "...@";
  show(line, shown, 116);
}

/// Whether text may be shown that stands behind a colon in a target that is wrong: a port, or what is
/// replaced by one. Anything else may be a password whose @HOST was forgotten.
constexpr bool is_no_secret(const char* text) {
  if (base::take(text, "${")) return true;
  while (base::is_digit(*text)) ++text;
  return ends_authority(*text);
}

/// Appends a target that is wrong.
constexpr void show_wrong_target(base::Text& line, const char* word) {
  const char* start = word;
  while (*start != '\0' && *start != ':' && *start != '@') ++start;
  if (!base::take(start, "://")) start = word;
  show(line, {word, start}, 24);
  const char* const host = find_host(start);
  const char* end = host;
  while (!ends_authority(*end) && (*end != ':' || is_no_secret(end + 1))) ++end;
  const bool is_whole = host != start || *end != ':';
  end = is_whole ? base::find(end, '\0') : end + 1;
  show(line, {host, end}, 116);
  if (!is_whole) line << "...";
}

}  // namespace probe
