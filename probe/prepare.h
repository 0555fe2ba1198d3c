// From what was given to what is asked: split, expanded and checked.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/expand.h"
#include "base/options.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/settings.h"
#include "probe/options.h"

namespace probe {

/// A buffer for all that is expanded: headers and targets.
struct Storage : base::TextOf<32768> {
  base::TextOf<8192> word;  // what is expanded of a variable
  const char* unset = "";   // the name of a variable that was wanted and is not set, and what follows it
};

inline constexpr base::Expected expected_few = "32 headers and 32 targets at most";

inline constexpr const char* targets_variable = "PROBE_TARGET";

/// Adds a word to `words`, with each ${NAME} in it replaced.
constexpr base::Expected add_expanded(const char* word, const char* const* environment, Storage& storage,
                                      TextList& words) {
  const char* const expanded = storage.view().data() + storage.size();
  const base::Expected expected = base::expand<const char*&>(word, environment, storage);
  if (expected == base::expected_variable) storage.unset = word;
  if (expected != nullptr) return expected;
  if (storage.put('\0').is_full()) return "headers and targets of 32 KiB in all";
  words.add(expanded);
  return words.is_overfull() ? expected_few : nullptr;
}

constexpr bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }
constexpr bool is_blank(char byte) { return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r'; }

/// Adds each word of a variable. It is split before it is expanded, so that no
/// value can add a word.
template <bool (*separates)(char)>
constexpr base::Expected add_each(const char* variable, const char* const* environment, Storage& storage,
                                  TextList& words) {
  while (*variable != '\0') {
    base::Text& word = storage.word;
    word.cut(0);
    for (; *variable != '\0' && !separates(*variable); ++variable) word.put(*variable);
    if (*variable != '\0') ++variable;
    if (word.size() == 0) continue;
    if (word.put('\0').is_full()) return "words of 8 KiB at most";
    const base::Expected expected = add_expanded(word.view().data(), environment, storage, words);
    if (expected != nullptr) return expected;
  }
  return nullptr;
}

/// Prepares the user's name and password.
constexpr base::Expected prepare_credentials(Invocation& invocation, const char* const* environment,
                                             Storage& storage) {
  if (invocation.credentials == nullptr) return nullptr;
  TextList expanded;
  const base::Expected expected = add_expanded(invocation.credentials, environment, storage, expanded);
  invocation.credentials = expanded[0];
  if (expected != nullptr) return expected;
  return is_header_value(invocation.credentials) ? nullptr : "NAME:PASSWORD without control bytes";
}

/// Prepares the headers, of which the first `baked` come from the environment. The
/// command line wins: it replaces those of the same name.
constexpr base::Expected prepare_headers(Invocation& invocation, std::size_t baked,
                                         const char* const* environment, Storage& storage) {
  if (invocation.given_headers.is_overfull()) return expected_few;
  TextList own;
  base::Expected expected = nullptr;
  for (std::size_t i = baked; i < invocation.given_headers.size() && expected == nullptr; ++i) {
    expected = add_expanded(invocation.given_headers[i], environment, storage, own);
  }
  TextList from_environment;
  for (std::size_t i = 0; i < baked && expected == nullptr; ++i) {
    expected = add_each<is_line_end>(invocation.given_headers[i], environment, storage, from_environment);
  }
  for (const TextList* list : {&own, &from_environment}) {
    for (const char* const header : *list) {
      if (expected == nullptr) expected = check_header(header);
    }
  }
  if (expected != nullptr) return expected;
  for (const char* const header : from_environment) {
    if (!has_header(own, header)) invocation.headers.add(header);
  }
  for (const char* const header : own) invocation.headers.add(header);
  return invocation.headers.is_overfull() ? expected_few : nullptr;
}

/// Prepares the targets: those that were given, or those of PROBE_TARGET. What is wrong
/// in a target is not found here.
constexpr base::Misuse prepare_targets(const TextList& given, const char* const* environment,
                                       Storage& storage, TextList& targets) {
  if (given.is_overfull()) return {"", "", expected_few};
  for (const char* const word : given) {
    const base::Expected expected = add_expanded(word, environment, storage, targets);
    if (expected != nullptr) return {word, storage.unset, expected};
  }
  if (given.size() != 0) return {};
  const char* const value =
      base::find_variable(environment, targets_variable, base::find(targets_variable, '\0'));
  const base::Expected expected =
      value != nullptr ? add_each<is_blank>(value, environment, storage, targets) : nullptr;
  if (expected != nullptr) return {targets_variable, storage.unset, expected};
  return {"", "", targets.size() == 0 ? "a TARGET to ask; see --help" : nullptr};
}

}  // namespace probe
