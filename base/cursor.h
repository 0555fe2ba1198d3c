// Reading text from its front. A cursor is a `const char*&` into text that ends
// with a NUL, as every argument and every variable of the environment does:
// what was read is behind it, and a failed read leaves it anywhere.
#pragma once

namespace base {

enum class Case : unsigned char { matters = 0xff, is_ignored = 0xdf };  // the bits to compare

/// Takes `word` off the front. Returns whether it stands there; only then does
/// the cursor move.
constexpr bool take(const char*& at, const char* word, Case letters = Case::matters) {
  const char* end = at;
  for (; *word != '\0'; ++word, ++end) {
    if (((*end ^ *word) & static_cast<unsigned char>(letters)) != 0) return false;
  }
  at = end;
  return true;
}

/// Where `wanted` first stands in the text at `at`, or its end.
constexpr const char* find(const char* at, char wanted) {
  while (*at != '\0' && *at != wanted) ++at;
  return at;
}

/// The value of the variable whose name runs from `name` to `end`, in an
/// environment (a null-terminated array of "NAME=value"); nullptr: it is not set.
constexpr const char* find_variable(const char* const* environment, const char* name, const char* end) {
  for (; *environment != nullptr; ++environment) {
    const char* entry = *environment;
    const char* wanted = name;
    while (wanted != end && *entry == *wanted) ++entry, ++wanted;
    if (wanted == end && *entry == '=') return entry + 1;
  }
  return nullptr;
}

}  // namespace base
