// ${NAME} and ${NAME:-default}, replaced from the environment as a shell does:
// exec form has no shell to do it.
#pragma once

#include <type_traits>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"

namespace base {

/// Behind the name of a variable at `at`; `at` where there is none.
constexpr const char* skip_name(const char* at) {
  if (is_digit(*at)) return at;
  while (is_digit(*at) || *at == '_' || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')) ++at;
  return at;
}

inline constexpr const char* expected_variable = "each variable to be set or have a default";

/// Appends `word` to `out` with each ${NAME} replaced by its value, and each
/// ${NAME:-default} by its value or, where it is not set or empty, the default.
/// `$${` stands for `${`; any other `$` stands for itself; a value is not expanded
/// again. Returns nullptr, or what was expected where the word is wrong: where a variable is not set, the
/// word, if it is a cursor, is at its NAME then.
template <class Word = const char*>
constexpr const char* expand(std::type_identity_t<Word> word, const char* const* environment, Text& out) {
  while (*word != '\0') {
    const char* piece = word;  // to append, up to `end`
    const char* end = nullptr;
    if (take(word, "$${")) {
      ++piece;
      end = word;
    } else if (!take(word, "${")) {
      end = ++word;
    } else {
      const char* const name = word;
      const char* const name_end = word = skip_name(name);
      const bool has_default = take(word, ":-");
      const char* const brace = find(word, '}');
      const bool is_nested = find(word, '{') < brace;
      if (name_end == name || *brace == '\0' || (!has_default && word != brace) || is_nested) {
        return "${NAME} or ${NAME:-default}; $${ is ${";
      }
      piece = find_variable(environment, name, name_end);
      if (piece == nullptr && !has_default) return word = name, expected_variable;
      const bool is_default = piece == nullptr || (has_default && *piece == '\0');
      if (is_default) piece = word;
      end = is_default ? brace : find(piece, '\0');
      word = brace + 1;
    }
    while (piece != end) out.put(*piece++);
  }
  return nullptr;
}

}  // namespace base
