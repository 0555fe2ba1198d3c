// The words that the user gave, as they are expanded and checked one after another, up to the first error.
#pragma once

#include "base/expand.h"
#include "base/expected.h"
#include "probe/expansion.h"
#include "probe/model/settings.h"
#include "probe/usage_error.h"

namespace probe {

/// Expands words, and keeps the first error. Each function that returns bool returns false if something is
/// wrong.
class WordChecks {
 public:
  /// Takes the environment: a null-terminated array.
  constexpr explicit WordChecks(const char* const* environment) : expansions_(environment) {}

  [[nodiscard]] constexpr const UsageError& error() const { return error_; }

 protected:
  /// Sets the word that the next error is about, and what it is. It is not inlined: it has many callers.
  [[gnu::noinline]] constexpr void set_given(const char* word, Given given = Given::word) {
    error_ = {{word, base::valid()}, given};
  }

  /// Notes what was expected. Returns whether nothing is wrong.
  constexpr bool check(base::Expected expected) {
    error_.misuse.expected = expected;
    return expected.is_valid();
  }

  constexpr bool check_count(bool is_allowed) {
    return check(base::expect(is_allowed, "32 headers and 32 targets at most"));
  }

  constexpr bool check_count(const TextList& list) { return check_count(!list.is_overfull()); }

  /// Notes what is wrong with an expansion. Returns whether nothing is, and `words` has room for it.
  constexpr bool check(const base::Expansion& expansion, const TextList& words) {
    error_.misuse.value = expansion.unset;
    return check(expansion.expected) && check_count(words);
  }

  /// Returns the value of a variable; nullptr: it is not set.
  [[nodiscard]] constexpr const char* variable(const char* name) const { return expansions_.variable(name); }

  constexpr bool add_expanded(const char* word, TextList& words, Syntax syntax = Syntax::plain) {
    return check(expansions_.add(word, words, syntax), words);
  }

  constexpr bool add_each(const char* variable, bool (*separates)(char), TextList& words,
                          Syntax syntax = Syntax::plain) {
    return check(expansions_.add_each(variable, separates, words, syntax), words);
  }

 private:
  UsageError error_;
  Expansions expansions_;
};

}  // namespace probe
