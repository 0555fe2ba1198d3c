// Parts of a text: what is before a byte, its first line, a name in a path, and whether it starts as a
// pattern does.
#pragma once

#include <cstddef>
#include <string_view>

namespace probe {

/// The text before the first `end`, or all of it.
constexpr std::string_view before(std::string_view text, char end) {
  std::size_t size = 0;
  while (size != text.size() && text[size] != end) ++size;
  return {text.data(), size};
}

/// The first line, without its CR and LF, or as much of it as was received.
constexpr std::string_view first_line(std::string_view received) {
  return before(before(received, '\n'), '\r');
}

/// The path of a target without its slash and its query: the name of a service or of a database.
constexpr std::string_view name_in_path(std::string_view path) {
  std::string_view name = before(path, '?');
  if (!name.empty()) name.remove_prefix(1);
  return name;
}

/// Whether a text and a pattern are the same up to the end of the shorter one. A # in the pattern stands for
/// any byte.
constexpr bool matches_pattern(std::string_view text, std::string_view pattern) {
  for (std::size_t i = 0; i != pattern.size() && i != text.size(); ++i) {
    if (pattern[i] != '#' && pattern[i] != text[i]) return false;
  }
  return true;
}

}  // namespace probe
