// What is wrong with a command line or an environment, and the line that reports it.
#pragma once

#include <string_view>

#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"

namespace base {

/// A word of the command line or a variable of the environment that is wrong.
struct Misuse {
  const char* word = "";        // as it was given; empty: a word is missing, or there are too many
  std::string_view value = {};  // the next word, if it was read as the value; a variable's name; or empty
  Expected expected = valid();  // valid: nothing is wrong

  constexpr Misuse() = default;
  // Constructors, because the constants of an aggregate are stored with the pointers in them, and nothing
  // relocates them.
  constexpr Misuse(const char* given, Expected wanted) : word(given), expected(wanted) {}
  constexpr Misuse(const char* given, std::string_view detail, Expected wanted)
      : word(given), value(detail), expected(wanted) {}

  [[nodiscard]] constexpr bool is_none() const { return expected.is_valid(); }
};

/// Appends the end of a usage error's line: what is wrong or what was expected, after a colon if the line
/// names what was given.
constexpr void put_expected(Text& line, Expected expected, bool names_given) {
  if (names_given) line << ": ";
  line << (expected.is_alternative() ? "expected " : "") << expected.text;
}

/// Appends a usage error with all that was given: "WORD VALUE: expected TEXT" or "WORD: TEXT". Only for words
/// that hold no secrets.
constexpr void put_usage_error(Text& line, const Misuse& misuse) {
  put_name(line, {misuse.word, find(misuse.word, '\0')});
  if (!misuse.value.empty()) put_name(line << " ", misuse.value);
  put_expected(line, misuse.expected, *misuse.word != '\0');
}

}  // namespace base
