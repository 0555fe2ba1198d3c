// ${NAME} and ${NAME:-default}, replaced from the environment as a shell does:
// exec form has no shell to do it.
#pragma once

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
/// again. Returns nullptr, or what was expected where the word is wrong: `word` is at the NAME then.
constexpr const char* expand(const char*& word, const char* const* environment, Text& out) {
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
      const char* const name_end = skip_name(name);
      const char* rest = name_end;
      const bool has_default = take(rest, ":-");
      const char* const brace = find(rest, '}');
      const bool is_nested = find(rest, '{') < brace;
      if (name_end == name || *brace == '\0' || (!has_default && rest != brace) || is_nested) {
        return "${NAME} or ${NAME:-default}; $${ is ${";
      }
      piece = find_variable(environment, name, name_end);
      if (piece == nullptr && !has_default) return expected_variable;
      const bool is_default = piece == nullptr || (has_default && *piece == '\0');
      if (is_default) piece = rest;
      end = is_default ? brace : find(piece, '\0');
      word = brace + 1;
    }
    while (piece != end) out.put(*piece++);
  }
  return nullptr;
}

}  // namespace base
