// The values of --expect and --send: text with escapes as in C. Settings keep it as it was given; its bytes
// are read when they are needed.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"

namespace probe {

/// Takes one byte off the front of text that is not empty: itself, or the escape \\ \" \n \r \t \0 or \xNN.
/// Returns 0 to 255, or -1 if a backslash starts no such escape.
constexpr int take_unescaped(const char*& at) {
  constexpr std::string_view letters = "\\\"nrt0";
  constexpr std::string_view bytes{"\\\"\n\r\t\0", 6};
  if (!base::take(at, "\\")) return static_cast<unsigned char>(*at++);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (*at != letters[i]) continue;
    ++at;
    return bytes[i];
  }
  if (!base::take(at, "x")) return -1;
  const int high = base::hexadecimal_digit(*at);
  const int low = high < 0 ? -1 : base::hexadecimal_digit(at[1]);
  if (low < 0) return -1;
  at += 2;
  return high * 16 + low;
}

/// Checks text that may have escapes. It may be a password to send.
constexpr base::Expected check_escapes(const char* text) {
  while (*text != '\0') {
    if (take_unescaped(text) < 0)
      return base::wrong_secret("\\n, \\r, \\t, \\0, \\xNN, \\\\ or \\\" after a backslash");
  }
  return base::valid();
}

/// Appends the bytes that text with valid escapes stands for.
constexpr void put_unescaped(base::Text& out, const char* text) {
  while (*text != '\0') out.put(static_cast<char>(take_unescaped(text)));
}

}  // namespace probe
