// Functions that read text from its front. A cursor is a `const char*&` into text that ends with a NUL, as
// all arguments and variables of the environment do. A function that takes something off the front moves the
// cursor to after it.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/characters.h"

namespace base {

enum class Case : unsigned char { matters, is_ignored };

/// Takes `word` off the front. Returns whether the text starts with it; if not, the cursor does not move.
constexpr bool take(const char*& at, const char* word, Case letters = Case::matters) {
  const char* end = at;
  for (; *word != '\0'; ++word, ++end) {
    const bool is_same = letters == Case::matters ? *end == *word : to_lower(*end) == to_lower(*word);
    if (!is_same) return false;
  }
  at = end;
  return true;
}

/// Returns the place of the first `wanted` in the text at `at`, or the end of the text.
constexpr const char* find(const char* at, char wanted) {
  while (*at != '\0' && *at != wanted) ++at;
  return at;
}

/// Returns the value of a variable in an environment (a null-terminated array of "NAME=value"), or nullptr if
/// it is not set.
constexpr const char* find_variable(const char* const* environment, std::string_view name) {
  for (; *environment != nullptr; ++environment) {
    const char* entry = *environment;
    std::size_t matching = 0;
    while (matching < name.size() && entry[matching] == name[matching]) ++matching;
    if (matching == name.size() && entry[matching] == '=') return entry + matching + 1;
  }
  return nullptr;
}

}  // namespace base
