// ${NAME} and ${NAME:-default}, replaced from the environment as a shell does: a program that an image starts
// in exec form has no shell to do it.
#pragma once

#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"

namespace base {

/// The result of expanding a word.
struct Expansion {
  Expected expected;            // valid, or what is wrong with the word
  std::string_view unset = {};  // the name of the variable that is not set, as a part of the word; else empty
};

/// Takes the name of a variable off the front of `at`. Returns it; empty if there is none.
constexpr std::string_view take_variable_name(const char*& at) {
  const char* const name = at;
  if (is_digit(*at)) return {};
  while (is_digit(*at) || is_letter(*at) || *at == '_') ++at;
  return {name, at};
}

/// Appends the value of one ${NAME} or ${NAME:-default}. `at` is after its "${", and is moved to after its
/// "}".
template <class Out>
constexpr Expansion expand_variable(const char*& at, const char* const* environment, Out& out) {
  const std::string_view name = take_variable_name(at);
  const bool has_default = take(at, ":-");
  const char* const start = at;
  at = find(start, '}');
  const std::string_view fallback = {start, at};
  const bool is_nested = find(start, '{') < at;
  const bool is_closed = take(at, "}");
  if (name.empty() || !is_closed || (!has_default && !fallback.empty()) || is_nested)
    return {wrong_value("${NAME} or ${NAME:-default}; $${ is ${")};
  const char* const value = find_variable(environment, name);
  if (value == nullptr && !has_default) return {unset_variable(), name};
  const bool is_value = value != nullptr && (*value != '\0' || !has_default);
  if (is_value) {
    out.append({value, find(value, '\0')});
  } else {
    for (const char byte : fallback) out.put(byte);
  }
  return {};
}

/// Appends `word` to `out` with each ${NAME} replaced by its value, and each ${NAME:-default} by its value
/// or, if that is empty or not set, by the default. `$${` stands for `${`; any other `$` stands for itself; a
/// value is not expanded again. `out` is a Text, or has its put() and append(); a value is appended.
template <class Out>
constexpr Expansion expand(const char* word, const char* const* environment, Out& out) {
  while (*word != '\0') {
    if (take(word, "$${")) {
      out.put('$');
      out.put('{');
    } else if (take(word, "${")) {
      const Expansion expansion = expand_variable(word, environment, out);
      if (!expansion.expected.is_valid()) return expansion;
    } else {
      out.put(*word++);
    }
  }
  return {};
}

}  // namespace base
