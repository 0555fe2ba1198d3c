// The headers, the credentials and the targets that were given: split, expanded and checked.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/characters.h"
#include "base/expand.h"
#include "base/expected.h"
#include "base/text.h"
#include "base/usage_error.h"
#include "probe/model/headers.h"
#include "probe/model/settings.h"
#include "probe/options.h"
#include "probe/usage_error.h"

namespace probe {

/// A buffer for all that is expanded: headers, credentials and targets.
struct Storage : base::TextOf<32768> {
  base::TextOf<8192> word;  // the part of a variable that is expanded next
};

constexpr base::Expected too_many() { return base::wrong_value("32 headers and 32 targets at most"); }

inline constexpr const char* targets_variable = "PROBE_TARGET";

/// Adds a word to `words`, with each ${NAME} in it replaced.
constexpr base::Expansion add_expanded(const char* word, const char* const* environment, Storage& storage,
                                       TextList& words) {
  const char* const expanded = storage.view().data() + storage.size();
  const base::Expansion expansion = base::expand(word, environment, storage);
  if (!expansion.expected.is_valid()) return expansion;
  if (storage.put('\0').is_full()) return {base::wrong_value("headers and targets of 32 KiB in all")};
  words.add(expanded);
  return {words.is_overfull() ? too_many() : base::valid()};
}

/// Adds each word of a variable. It is split before it is expanded, so that no value of another variable can
/// add a word.
template <bool (*separates)(char)>
constexpr base::Expansion add_each(const char* variable, const char* const* environment, Storage& storage,
                                   TextList& words) {
  while (*variable != '\0') {
    base::Text& word = storage.word;
    word.cut(0);
    for (; *variable != '\0' && !separates(*variable); ++variable) word.put(*variable);
    if (*variable != '\0') ++variable;
    if (word.size() == 0) continue;
    if (word.put('\0').is_full()) return {base::wrong_value("words of 8 KiB at most")};
    const base::Expansion expansion = add_expanded(word.view().data(), environment, storage, words);
    if (!expansion.expected.is_valid()) return expansion;
  }
  return {};
}

/// Prepares the user's name and password.
constexpr base::Misuse prepare_credentials(Invocation& invocation, const char* const* environment,
                                           Storage& storage) {
  if (invocation.credentials == nullptr) return {};
  TextList list;
  const base::Expansion expansion = add_expanded(invocation.credentials, environment, storage, list);
  invocation.credentials = list[0];
  if (!expansion.expected.is_valid()) return {"--user", expansion.unset, expansion.expected};
  if (is_header_value(invocation.credentials)) return {};
  return {"--user", base::wrong_secret("NAME:PASSWORD without control bytes")};
}

constexpr base::Expected check_headers(const TextList& headers) {
  for (const char* const header : headers) {
    const base::Expected expected = check_header(header);
    if (!expected.is_valid()) return expected;
  }
  return base::valid();
}

/// Expands the headers that were given, of which the first `baked` come from the environment.
constexpr base::Expansion expand_headers(const TextList& given, std::size_t baked,
                                         const char* const* environment, Storage& storage, TextList& own,
                                         TextList& from_environment) {
  base::Expansion expansion;
  for (std::size_t i = baked; i < given.size() && expansion.expected.is_valid(); ++i) {
    expansion = add_expanded(given[i], environment, storage, own);
  }
  for (std::size_t i = 0; i < baked && expansion.expected.is_valid(); ++i) {
    expansion = add_each<base::is_line_end>(given[i], environment, storage, from_environment);
  }
  return expansion;
}

/// Prepares the headers, of which the first `baked` come from the environment. The command line wins: a
/// header of it replaces those of the same name.
constexpr base::Misuse prepare_headers(Invocation& invocation, std::size_t baked,
                                       const char* const* environment, Storage& storage) {
  constexpr const char* option = "--header";
  if (invocation.given_headers.is_overfull()) return {option, too_many()};
  TextList own;
  TextList from_environment;
  const base::Expansion expansion =
      expand_headers(invocation.given_headers, baked, environment, storage, own, from_environment);
  if (!expansion.expected.is_valid()) return {option, expansion.unset, expansion.expected};
  for (const TextList* list : {&own, &from_environment}) {
    const base::Expected expected = check_headers(*list);
    if (!expected.is_valid()) return {option, expected};
  }
  for (const char* const header : from_environment) {
    if (!has_header(own, header)) invocation.headers.add(header);
  }
  for (const char* const header : own) invocation.headers.add(header);
  return {option, invocation.headers.is_overfull() ? too_many() : base::valid()};
}

/// Prepares the targets: those that were given or, if there are none, those of PROBE_TARGET. It does not
/// check what they name.
constexpr UsageError prepare_targets(const TextList& given, const char* const* environment, Storage& storage,
                                     TextList& targets) {
  if (given.is_overfull()) return {{"", too_many()}};
  for (const char* const word : given) {
    const base::Expansion expansion = add_expanded(word, environment, storage, targets);
    if (!expansion.expected.is_valid()) return {{word, expansion.unset, expansion.expected}, Given::target};
  }
  if (given.size() != 0) return {};
  const char* const value = base::find_variable(environment, targets_variable);
  if (value != nullptr) {
    const base::Expansion expansion = add_each<base::is_space>(value, environment, storage, targets);
    if (!expansion.expected.is_valid()) return {{targets_variable, expansion.unset, expansion.expected}};
  }
  return {{"", base::expect(targets.size() != 0, "a TARGET to ask; see --help")}};
}

}  // namespace probe
