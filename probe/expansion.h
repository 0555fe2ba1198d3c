// Expands the variables in words that the user gave, and holds the expanded words.
#pragma once

#include <string_view>

#include "base/expand.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/settings.h"

namespace probe {

/// The output of base::expand(). append() takes the value of a variable, which stands for itself: in a word
/// with escapes, its backslashes are doubled.
struct LiteralValues {
  base::Text& out;
  bool has_escapes;

  constexpr void put(char byte) { out.put(byte); }
  constexpr void append(std::string_view value) {
    for (const char byte : value) {
      if (has_escapes && byte == '\\') out.put('\\');
      out.put(byte);
    }
  }
};

/// Replaces each ${NAME} in words (base::expand()). The memory for all of it is in this object.
class Expansions {
 public:
  /// Takes the environment: a null-terminated array.
  constexpr explicit Expansions(const char* const* environment) : environment_(environment) {}

  /// Adds a word to `words`. `has_escapes`: a backslash in it starts an escape.
  constexpr base::Expansion add(const char* word, TextList& words, bool has_escapes = false) {
    LiteralValues out{memory_, has_escapes};
    const char* const expanded = memory_.view().data() + memory_.size();
    const base::Expansion expansion = base::expand(word, environment_, out);
    if (!expansion.expected.is_valid()) return expansion;
    if (memory_.put('\0').is_full())
      return {base::wrong_value("headers, texts and targets of 32 KiB in all")};
    words.add(expanded);
    return {};
  }

  /// Adds each word of a variable to `words`; `separates` tells which bytes are between them. The variable is
  /// split before it is expanded, so that the value of another variable cannot add a word.
  constexpr base::Expansion add_each(const char* variable, bool (*separates)(char), TextList& words) {
    while (*variable != '\0') {
      word_.cut(0);
      for (; *variable != '\0' && !separates(*variable); ++variable) word_.put(*variable);
      if (*variable != '\0') ++variable;
      if (word_.size() == 0) continue;
      if (word_.put('\0').is_full()) return {base::wrong_value("words of 8 KiB at most")};
      const base::Expansion expansion = add(word_.view().data(), words);
      if (!expansion.expected.is_valid()) return expansion;
    }
    return {};
  }

 private:
  const char* const* environment_;
  base::TextOf<32768> memory_;
  base::TextOf<8192> word_;  // the part of a variable that is expanded next
};

}  // namespace probe
