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

/// Appends `word` to `out` with each ${NAME} replaced by its value, and each
/// ${NAME:-default} by its value or, where it is not set or empty, the default.
/// `$${` stands for `${`; any other `$` stands for itself; a value is not expanded
/// again. Returns nullptr, or what was expected where the word is wrong.
constexpr const char* expand(const char* word, const char* const* environment, Text& out) {
  while (*word != '\0') {
    if (!take(word, "${")) {
      if (take(word, "$${")) {
        out.put('$').put('{');
      } else {
        out.put(*word++);
      }
      continue;
    }
    const char* const name = word;
    const char* const end = word = skip_name(name);
    const bool has_default = take(word, ":-");
    const char* const brace = find(word, '}');
    const bool is_nested = has_default && find(word, '{') < brace;
    if (end == name || *brace == '\0' || (!has_default && word != brace) || is_nested) {
      return "${NAME} or ${NAME:-default} ($${ stands for ${)";
    }
    const char* value = find_variable(environment, name, end);
    if (value == nullptr && !has_default) return "each variable to be set or to have a default";
    if (value != nullptr && (*value != '\0' || !has_default)) {
      while (*value != '\0') out.put(*value++);
    } else {
      while (word != brace) out.put(*word++);
    }
    word = brace + 1;
  }
  return nullptr;
}

}  // namespace base
