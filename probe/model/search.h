// The search for the text of --expect in bytes that may be in pieces, and that may not all have arrived.
#pragma once

#include <cstdint>

#include "probe/model/escapes.h"
#include "probe/model/settings.h"

namespace probe {

/// What a reader returns instead of a byte.
enum : std::int8_t {
  no_byte_yet = -1,   // there may be one when more has arrived
  no_byte = -2,       // that was the last one
  broken_bytes = -3,  // the framing of the bytes is wrong
};

enum class Found : std::int8_t { yes = 0, not_yet = no_byte_yet, no = no_byte, broken = broken_bytes };

/// Searches the bytes of `reader` for `text`, whose escapes are valid. A reader is a place in an answer: its
/// `int next()` returns the next byte (0 to 255) and moves on, or returns one of the values above, the same
/// one each time. A copy of a reader does not move with it. If the text is found, `reader` is then after it.
template <class Reader>
constexpr Found search(Reader& reader, const char* text) {
  for (;; reader.next()) {
    Reader at = reader;
    for (const char* wanted = text;;) {
      if (*wanted == '\0') {
        reader = at;
        return Found::yes;
      }
      const int byte = at.next();
      if (byte < 0) return static_cast<Found>(byte);
      if (byte != take_unescaped(wanted)) break;
    }
  }
}

/// Searches for the text of each --expect, after the one before.
template <class Reader>
constexpr Found search_all(Reader reader, const StepList& steps) {
  for (const Step& step : steps) {
    const Found found = step.is_expected ? search(reader, step.text) : Found::yes;
    if (found != Found::yes) return found;
  }
  return Found::yes;
}

/// Reads bytes that are together in memory.
struct PlainReader {
  const char* at;
  const char* end;
  bool is_over;  // no more bytes will arrive

  constexpr int next() {
    if (at == end) return is_over ? no_byte : no_byte_yet;
    return static_cast<unsigned char>(*at++);
  }
};

}  // namespace probe
