// The headers, the credentials and the targets that the user gave: they are split, expanded, checked and
// parsed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expand.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/settings.h"
#include "probe/options.h"
#include "probe/protocols.h"
#include "probe/usage_error.h"

namespace probe {

inline constexpr const char* targets_variable = "PROBE_TARGET";

/// Appends to a text. A value of the environment has no escapes: in a text that has some, its backslashes are
/// doubled.
struct LiteralValues {
  base::Text& out;
  bool has_escapes;

  constexpr void put(char byte) { out.put(byte); }
  constexpr void append(std::string_view value) {
    for (const char byte : value) {
      if (has_escapes && byte == '\\') out.put('\\');
      out.put(byte);
    }
  }
};

/// Prepares what the user gave. Each function returns whether nothing is wrong; if something is, error() is
/// the first error. The memory for the results is in this object.
class Preparation {
 public:
  /// Takes the environment, whose variables replace each ${NAME} (base::expand()): a null-terminated array.
  constexpr explicit Preparation(const char* const* environment) : environment_(environment) {}

  [[nodiscard]] constexpr const UsageError& error() const { return error_; }

  /// Prepares everything. Without `given` targets, those of PROBE_TARGET are added to `targets`.
  constexpr bool prepare(Invocation& invocation, const TextList& given, TargetList& targets) {
    TextList words;
    return prepare_headers(invocation) && prepare_credentials(invocation) && prepare_steps(invocation) &&
           expand_targets(given, words) && parse_targets(words, targets) &&
           check_uses(invocation.given, targets);
  }

  /// Sets Settings::headers. The command line wins: a header of it replaces those of the same name that come
  /// from the environment.
  constexpr bool prepare_headers(Invocation& invocation) {
    const TextList& given = invocation.given_headers;
    const std::size_t baked = invocation.environment_headers;
    TextList own;
    TextList from_environment;
    set_given("--header");
    if (!check_number(given)) return false;
    for (std::size_t i = baked; i < given.size(); ++i) {
      if (!add_expanded(given[i], own)) return false;
    }
    for (std::size_t i = 0; i < baked; ++i) {
      if (!add_each(given[i], base::is_line_end, from_environment)) return false;
    }
    if (!check_headers(own) || !check_headers(from_environment)) return false;
    for (const char* const header : from_environment) {
      if (!has_header(own, header)) invocation.headers.add(header);
    }
    for (const char* const header : own) invocation.headers.add(header);
    return check_number(invocation.headers);
  }

  /// Expands Settings::credentials, if there are any.
  constexpr bool prepare_credentials(Invocation& invocation) {
    if (invocation.credentials == nullptr) return true;
    TextList list;
    set_given("--user");
    if (!add_expanded(invocation.credentials, list)) return false;
    invocation.credentials = list[0];
    return is_header_value(list[0]) || check(base::wrong_secret("NAME:PASSWORD without control bytes"));
  }

  /// Sets Settings::steps. From the environment, the text that is sent comes first, and the one that is
  /// expected last; the command line replaces either.
  constexpr bool prepare_steps(Invocation& invocation) {
    const StepList given = invocation.steps;
    StepList& steps = invocation.steps = {};
    for (const Step& step : invocation.environment_steps) {
      if (!step.is_expected && !given.has(false) && !add_step(step, steps)) return false;
    }
    for (const Step& step : given) {
      if (!add_step(step, steps)) return false;
    }
    for (const Step& step : invocation.environment_steps) {
      if (step.is_expected && !given.has(true) && !add_step(step, steps)) return false;
    }
    return check(base::expect(!given.is_overfull() && !steps.is_overfull(), "32 texts at most"));
  }

  /// Adds to `words` the targets that were given or, if there are none, those of PROBE_TARGET.
  constexpr bool expand_targets(const TextList& given, TextList& words) {
    set_given("");
    if (!check_number(given)) return false;
    for (const char* const word : given) {
      set_given(word, Given::target);
      if (!add_expanded(word, words)) return false;
    }
    if (given.size() != 0) return true;
    const char* const value = base::find_variable(environment_, targets_variable);
    set_given(targets_variable);
    if (value != nullptr && !add_each(value, base::is_space, words)) return false;
    set_given("");
    return check(base::expect(words.size() != 0, "a TARGET to ask; see --help"));
  }

  /// Parses words, and adds the targets that they are. These refer to the words.
  constexpr bool parse_targets(const TextList& words, TargetList& targets) {
    for (const char* const word : words) {
      ParsedTarget target;
      std::size_t host = 0;
      do {
        const base::Expected expected = read_target(word, target, host++);
        const bool is_path = target.protocol != nullptr && target.protocol->takes == Form::path;
        set_given(word, is_path ? Given::path : Given::target);
        if (!check(expected)) return false;
        if (!targets.add(target)) return check_number(false);
      } while (target.has_other_host);
    }
    return true;
  }

  /// Checks that each option of the command line is of use to one of the targets. `given`: a bit for each
  /// row.
  constexpr bool check_uses(std::uint32_t given, const TargetList& targets) {
    unsigned used = 0;
    for (const ParsedTarget& target : targets) used |= uses_of(*target.protocol);
    for (std::size_t row = 0; row != std::size(rows); ++row) {
      const unsigned use = uses_of_rows[row];
      if ((given >> row & 1) != 0 && use != 0 && (used & use) == 0) return refuse_useless(row, use);
    }
    return true;
  }

 private:
  static constexpr auto uses_of_rows = [] {
    std::array<std::uint16_t, std::size(rows)> uses{};
    std::transform(std::begin(rows), std::end(rows), uses.begin(), [](const Option& row) { return row.use; });
    return uses;
  }();

  /// Notes that no target can use the option of a row. The error names the schemes that can.
  constexpr bool refuse_useless(std::size_t row, unsigned use) {
    storage_.cut(0);  // the targets are not asked
    storage_.append("--").append(base::OptionNames<rows>::entries[row].name).put('\0');
    set_given(storage_.view().data());
    const char* const expected = storage_.view().data() + storage_.size();
    storage_.append("a target that can use it: one of ");
    bool is_first = true;
    for (const Protocol& protocol : protocols) {
      if ((uses_of(protocol) & use) == 0) continue;
      storage_.append(is_first ? "" : ", ").append(protocol.scheme);
      is_first = false;
    }
    storage_.put('\0');
    return check(base::expect(false, expected));
  }

  /// Sets the word that the next error is about, and what it is.
  constexpr void set_given(const char* word, Given given = Given::word) {
    error_ = {{word, base::valid()}, given};
  }

  /// Notes what was expected. Returns whether nothing is wrong.
  constexpr bool check(base::Expected expected) {
    error_.misuse.expected = expected;
    return expected.is_valid();
  }

  constexpr bool check_number(bool is_allowed) {
    return check(base::expect(is_allowed, "32 headers and 32 targets at most"));
  }

  constexpr bool check_number(const TextList& list) { return check_number(!list.is_overfull()); }

  constexpr bool check_headers(const TextList& headers) {
    for (const char* const header : headers) {
      if (!check(check_header(header))) return false;
    }
    return true;
  }

  /// Adds a word to `words`, with each ${NAME} in it replaced.
  constexpr bool add_expanded(const char* word, TextList& words) { return add_expanded(word, words, false); }

  /// The same for a word that may have escapes.
  constexpr bool add_expanded(const char* word, TextList& words, bool has_escapes) {
    LiteralValues out{storage_, has_escapes};
    const char* const expanded = storage_.view().data() + storage_.size();
    const base::Expansion expansion = base::expand(word, environment_, out);
    error_.misuse.value = expansion.unset;
    if (!check(expansion.expected)) return false;
    if (storage_.put('\0').is_full())
      return check(base::wrong_value("headers, texts and targets of 32 KiB in all"));
    words.add(expanded);
    return check_number(words);
  }

  /// Adds a step with each ${NAME} in its text replaced.
  constexpr bool add_step(const Step& step, StepList& steps) {
    TextList list;
    set_given(step.is_expected ? "--expect" : "--send");
    if (!add_expanded(step.text, list, true)) return false;
    steps.add({list[0], step.is_expected});
    return true;
  }

  /// Adds each word of a variable to `words`; `separates` tells which bytes are between them. The variable is
  /// split before it is expanded, so that the value of another variable cannot add a word.
  constexpr bool add_each(const char* variable, bool (*separates)(char), TextList& words) {
    while (*variable != '\0') {
      word_.cut(0);
      for (; *variable != '\0' && !separates(*variable); ++variable) word_.put(*variable);
      if (*variable != '\0') ++variable;
      if (word_.size() == 0) continue;
      if (word_.put('\0').is_full()) return check(base::wrong_value("words of 8 KiB at most"));
      if (!add_expanded(word_.view().data(), words)) return false;
    }
    return true;
  }

  const char* const* environment_;
  UsageError error_;
  base::TextOf<32768> storage_;  // all that is expanded: headers, credentials, texts and targets
  base::TextOf<8192> word_;      // the part of a variable that is expanded next
};

}  // namespace probe
