// Expands the variables in words that the user gave, and holds the expanded words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/expand.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/literals.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"

namespace probe {

/// What a word is: `escaped`: a backslash in it starts an escape.
enum class Syntax : std::uint8_t { plain, escaped, target };

/// Whether a target goes on with the name of a user or a host after this start of it: the two slashes are the
/// only bytes so far that could end an authority.
constexpr bool ends_before_host(std::string_view start) {
  const bool is_start = start.ends_with("//"sv) || start.ends_with('@') || start.ends_with(',');
  return is_start && std::count_if(start.begin(), start.end(), ends_authority) == 2;
}

/// Whether an empty value before `rest`, which is the rest of a target, was all of a host. If an @ follows in
/// the authority, it was the name of a user: redis://${USER}:${PASSWORD}@h.
constexpr bool was_host(const char* rest) {
  if (*rest != ':' && *rest != ',' && !ends_authority(*rest)) return false;
  while (*rest != '@' && !ends_authority(*rest)) ++rest;
  return *rest != '@';
}

/// The output of base::expand(). append() takes the value of a variable, which stands for itself: in a word
/// with escapes, its backslashes are doubled.
struct LiteralValues {
  base::Text& out;
  Syntax syntax;
  const char* word = out.view().data() + out.size();
  std::size_t empty_host = 0;  // where an empty value may be a host; 0: nowhere

  constexpr void put(char byte) { out.put(byte); }
  constexpr void append(std::string_view value) {
    const std::string_view before = {word, out.view().data() + out.size()};
    if (value.empty() && ends_before_host(before)) empty_host = out.size();
    for (const char byte : value) {
      if (syntax == Syntax::escaped && byte == '\\') out.put('\\');
      out.put(byte);
    }
  }
};

/// Replaces each ${NAME} in words (base::expand()). The memory for all of it is in this object.
class Expansions {
 public:
  /// Takes the environment: a null-terminated array.
  constexpr explicit Expansions(const char* const* environment) : environment_(environment) {}

  /// Adds a word to `words`. A target whose host is an empty variable is refused: it would be this machine,
  /// and whoever writes a variable there means another one.
  constexpr base::Expansion add(const char* word, TextList& words, Syntax syntax) {
    LiteralValues out{memory_, syntax};
    const char* const expanded = memory_.view().data() + memory_.size();
    const base::Expansion expansion = base::expand(word, environment_, out);
    if (!expansion.expected.is_valid()) return expansion;
    if (memory_.put('\0').is_full()) return {base::wrong_value("at most 32 KiB in all")};
    if (syntax == Syntax::target && out.empty_host != 0 && was_host(memory_.view().data() + out.empty_host))
      return {base::wrong_value("a host, but its variable is empty")};
    words.add(expanded);
    return {};
  }

  /// Returns the value of a variable; nullptr: it is not set.
  [[nodiscard]] constexpr const char* variable(const char* name) const {
    return base::find_variable(environment_, name);
  }

  /// Adds each word of a variable to `words`; `separates` tells which bytes are between them. The variable is
  /// split before it is expanded, so that the value of another variable cannot add a word. Expansion::unset
  /// is a part of `variable`. It is not inlined, so that its buffer is on the stack only if there is such a
  /// variable.
  [[gnu::noinline]] constexpr base::Expansion add_each(const char* variable, bool (*separates)(char),
                                                       TextList& words, Syntax syntax) {
    while (*variable != '\0') {
      const char* const start = variable;
      base::TextOf<8192> word;  // a part of the variable
      for (; *variable != '\0' && !separates(*variable); ++variable) word.put(*variable);
      if (*variable != '\0') ++variable;
      if (word.size() == 0) continue;
      if (word.put('\0').is_full()) return {base::wrong_value("words of 8 KiB at most")};
      const char* const copy = word.view().data();
      base::Expansion expansion = add(copy, words, syntax);
      if (expansion.expected.is_valid()) continue;
      // The copy is gone once this returns, so the name is taken from the variable itself.
      if (!expansion.unset.empty())
        expansion.unset = {start + (expansion.unset.data() - copy), expansion.unset.size()};
      return expansion;
    }
    return {};
  }

 private:
  const char* const* environment_;
  base::TextOf<32768> memory_;
};

}  // namespace probe
