// The header lines of an HTTP request: those of the user, and defaults.
#pragma once

#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/literals.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"

namespace probe {

/// Returns whether a byte may be in the name of a header or of a method (RFC 9110 5.6.2).
constexpr bool is_token_byte(char byte) {
  return base::is_digit(byte) || base::is_letter(byte) ||
         (byte != '\0' && *base::find("!#$%&'*+-.^_`|~", byte) != '\0');
}

/// Returns whether `text` has only bytes that may be in a header line.
constexpr bool is_header_value(const char* text) {
  for (; *text != '\0'; ++text) {
    if (base::is_control(*text) && *text != '\t') return false;
  }
  return true;
}

/// Checks one header, which may be a secret.
constexpr base::Expected check_header(const char* at) {
  const char* const name = at;
  while (is_token_byte(*at)) ++at;
  const bool is_header = at != name && *at == ':' && is_header_value(at);
  return is_header ? base::valid() : base::wrong_secret("NAME: VALUE without control bytes");
}

/// Returns the value of a header if its name is `name`, in upper or lower case; otherwise nullptr.
constexpr const char* value_of(const char* header, const char* name) {
  if (!base::take(header, name, base::Case::is_ignored) || !base::take(header, ":")) return nullptr;
  while (base::is_blank(*header)) ++header;
  return header;
}

/// Returns the value of the first header with that name; nullptr: there is none.
constexpr const char* find_header(const TextList& headers, const char* name) {
  for (const char* const header : headers) {
    const char* const value = value_of(header, name);
    if (value != nullptr) return value;
  }
  return nullptr;
}

/// Returns whether one of `headers` has the same name as `like`, a header that is valid.
constexpr bool has_header(const TextList& headers, const char* like) {
  base::TextOf<256> name;
  for (; *like != ':'; ++like) name.put(*like);
  return !name.put('\0').is_full() && find_header(headers, name.view().data()) != nullptr;
}

/// Appends the header lines, except Host. As with kubelet, a header of the user replaces the default of that
/// name, and an empty one removes it.
constexpr void put_headers(base::Text& request, const Settings& settings) {
  struct {
    const char* name;
    const char* value;
  } const defaults[] = {
      {"User-Agent", settings.agent},
      {"Accept", "*/*"},
      {"Connection", "close"},
  };
  for (const auto& line : defaults) {
    if (find_header(settings.headers, line.name) != nullptr || *line.value == '\0') continue;
    request.append(line.name).append(": "sv).append(line.value).append("\r\n"sv);
  }
  for (const char* const header : settings.headers) {
    bool is_omitted = value_of(header, "Host") != nullptr;
    for (const auto& line : defaults) {
      const char* const value = value_of(header, line.name);
      if (value != nullptr && *value == '\0') is_omitted = true;
    }
    if (is_omitted) continue;
    request.append(header).append("\r\n"sv);
  }
}

}  // namespace probe
