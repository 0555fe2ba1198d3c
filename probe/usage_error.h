// The line for a usage error, without the secrets that the command line and the environment may hold.
#pragma once

#include <cstdint>

#include "base/cursor.h"
#include "base/text.h"
#include "base/usage_error.h"
#include "probe/show.h"

namespace probe {

/// What a wrong word is: that decides how much of it is shown.
enum class Given : std::uint8_t {
  word,    // an option or a variable of the environment; Expected::hides_value() hides its value
  target,  // may hold a password
  path,    // a target of this machine (a file, a process): it holds no password
  asked,   // a target that was parsed, and is not to be asked so
};

struct UsageError {
  base::Misuse misuse;
  Given given = Given::word;

  [[nodiscard]] constexpr bool is_none() const { return misuse.is_none(); }
};

/// Whether a word is a long option with only one dash, as programs in Go have them: -timeout=1s.
constexpr bool lacks_dash(const char* word) {
  if (!base::take(word, "-")) return false;
  const char* at = word;
  while (*at >= 'a' && *at <= 'z') ++at;
  return at - word > 2;
}

/// Appends what was given, as far as it may be shown, and what was expected: "WORD VALUE: expected TEXT".
constexpr void put_usage_error(base::Text& line, const UsageError& error) {
  const base::Misuse& misuse = error.misuse;
  const bool is_hidden = misuse.expected.hides_value();
  switch (error.given) {
    case Given::word: show_word(line, misuse.word, is_hidden); break;
    case Given::target: show_wrong_target(line, misuse.word); break;
    case Given::path: show(line, misuse.word, 140); break;
    case Given::asked: show_target(line, misuse.word); break;
  }
  if (!misuse.value.empty() && !is_hidden) show(line << " ", misuse.value, 80);
  base::Expected expected = misuse.expected;
  if (!is_hidden && lacks_dash(misuse.word)) expected.text = "two dashes before a long option";
  base::put_expected(line, expected, error.given != Given::word || *misuse.word != '\0');
}

}  // namespace probe
