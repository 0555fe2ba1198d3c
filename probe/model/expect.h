// --expect and --send: text with C escapes, and the search for it. It stays as it was
// given; it is read as it is needed.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"

namespace probe {

/// Takes one byte off the front of text that is not empty: itself, or the escape \\ \" \n \r
/// \t \0 or \xNN. Returns 0 to 255; -1 where there is no such escape.
constexpr int take_byte(const char*& at) {
  constexpr std::string_view letters = "\\\"nrt0";
  constexpr std::string_view bytes{"\\\"\n\r\t\0", 6};
  if (*at != '\\') return static_cast<unsigned char>(*at++);
  ++at;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (*at == letters[i]) return ++at, bytes[i];
  }
  if (!base::take(at, "x")) return -1;
  const int high = base::hexadecimal_digit(*at);
  const int low = high < 0 ? -1 : base::hexadecimal_digit(at[1]);
  if (low < 0) return -1;
  at += 2;
  return high * 16 + low;
}

/// Checks text that may have escapes. What is to be sent may be a password.
constexpr base::Expected check_escapes(const char* text) {
  while (*text != '\0') {
    if (take_byte(text) < 0)
      return base::wrong_secret("\\n, \\r, \\t, \\0, \\xNN, \\\\ or \\\" behind a backslash");
  }
  return base::valid();
}

/// Appends text whose escapes are right as the bytes that it stands for.
constexpr void put_unescaped(base::Text& out, const char* text) {
  while (*text != '\0') out.put(static_cast<char>(take_byte(text)));
}

/// What a reader gives in place of a byte.
enum : std::int8_t {
  no_byte_yet = -1,   // there may be one once more was received
  no_byte = -2,       // that was all
  broken_bytes = -3,  // what should tell is wrong
};

enum class Found : std::int8_t { yes = 0, not_yet = no_byte_yet, no = no_byte, broken = broken_bytes };

/// Searches what `reader` gives for text whose escapes are right. A reader is a
/// place in an answer: `int next()` moves it on and returns a byte (0 to 255) or
/// one of those above, and that again and again.
template <class Reader>
constexpr Found search(Reader reader, const char* text) {
  for (;; reader.next()) {
    Reader at = reader;
    for (const char* wanted = text;;) {
      if (*wanted == '\0') return Found::yes;
      const int byte = at.next();
      if (byte < 0) return static_cast<Found>(byte);
      if (byte != take_byte(wanted)) break;
    }
  }
}

/// Reads bytes that lie together.
struct PlainReader {
  const char* at;
  const char* end;
  bool is_over;  // nothing more will come

  constexpr int next() {
    if (at == end) return is_over ? no_byte : no_byte_yet;
    return static_cast<unsigned char>(*at++);
  }
};

}  // namespace probe
