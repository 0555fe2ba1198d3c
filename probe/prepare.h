// The headers, the credentials and the targets that the user gave: they are split, expanded, checked and
// parsed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/host.h"
#include "probe/model/settings.h"
#include "probe/options.h"
#include "probe/targets.h"
#include "probe/useless_option.h"
#include "probe/word_checks.h"

namespace probe {

inline constexpr const char* targets_variable = "PROBE_TARGET";

/// Prepares what the user gave. Each function returns false if something is wrong; error() is then the first
/// error. The memory for the results is in this object.
class Preparation : public WordChecks {
 public:
  /// Takes the environment: a null-terminated array.
  constexpr explicit Preparation(const char* const* environment) : WordChecks(environment) {}

  /// Prepares everything. Without `given` targets, those of PROBE_TARGET are added to `targets`.
  /// It is not inlined, and so its lists are gone when the targets are asked: less of the stack is touched.
  [[gnu::noinline]] constexpr bool prepare(Invocation& invocation, const TextList& given,
                                           TargetList& targets) {
    TextList words;
    return prepare_headers(invocation) && prepare_credentials(invocation) && prepare_steps(invocation) &&
           expand_targets(given, words) && parse_targets(invocation, words, targets, given.size() == 0) &&
           check_uses(invocation.given, targets);
  }

  /// Sets Settings::headers. The command line wins: a header of it replaces those of the same name that come
  /// from the environment.
  constexpr bool prepare_headers(Invocation& invocation) {
    const TextList& given = invocation.given_headers;
    const std::size_t own_start = invocation.environment_headers;
    TextList own;
    TextList from_environment;
    set_given("--header");
    if (!check_count(given)) return false;
    for (std::size_t i = own_start; i < given.size(); ++i) {
      if (!add_expanded(given[i], own)) return false;
    }
    for (std::size_t i = 0; i < own_start; ++i) {
      if (!add_each(given[i], base::is_line_end, from_environment)) return false;
    }
    if (!check_headers(own) || !check_headers(from_environment)) return false;
    for (const char* const header : from_environment) {
      if (!has_header(own, header)) invocation.headers.add(header);
    }
    for (const char* const header : own) invocation.headers.add(header);
    return check_count(invocation.headers);
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
    if (!check_count(given)) return false;
    for (const char* const word : given) {
      set_given(word, Given::target);
      if (!add_expanded(word, words, Syntax::target)) return false;
    }
    if (given.size() != 0) return true;
    const char* const value = variable(targets_variable);
    set_given(targets_variable);
    if (value != nullptr && !add_each(value, base::is_space, words, Syntax::target)) return false;
    set_given("");
    return check(base::expect(words.size() != 0, "a TARGET to ask; see --help"));
  }

  /// Parses words, and adds the targets that they are. These refer to the words. `is_variable`: they are
  /// those of PROBE_TARGET. If one of them has no scheme, it may be a password that a blank has split, and is
  /// not shown.
  constexpr bool parse_targets(const Settings& settings, const TextList& words, TargetList& targets,
                               bool is_variable = false) {
    for (const char* const word : words) {
      ParsedTarget target;
      std::size_t host = 0;
      do {
        const base::Expected expected = read_target(word, target, host++);
        set_target(word, target.protocol, is_variable);
        if (!check(expected)) return false;
        if (target.protocol->is_secured && needs_consent(settings, target.target)) {
          set_given(word, Given::asked);
          return check(base::mistake("no certificate is verified; if that is right, add -k (--insecure)"));
        }
        if (!targets.add(target)) return check_count(false);
      } while (target.has_other_host);
    }
    return true;
  }

  /// Checks that each option of the command line is of use to one of the targets. `given`: a bit for each
  /// row.
  constexpr bool check_uses(std::uint32_t given, const TargetList& targets) {
    const std::size_t row = find_useless(given, targets);
    if (row == no_row) return true;
    base::Text useless(useless_, sizeof useless_);
    useless.append("--").append(base::OptionNames<rows>::name_of(row)).put('\0');
    set_given(useless_);
    return check(base::mistake("of no use to any TARGET here; see --help"));
  }

 private:
  /// Sets the target that the next error is about. `protocol`: nullptr if its scheme is not known.
  constexpr void set_target(const char* word, const Protocol* protocol, bool is_variable) {
    if (protocol == nullptr && is_variable) return set_given(targets_variable);
    const bool is_path = protocol != nullptr && protocol->takes == Form::path;
    set_given(word, is_path ? Given::path : Given::target);
  }

  constexpr bool check_headers(const TextList& headers) {
    for (const char* const header : headers) {
      if (!check(check_header(header))) return false;
    }
    return true;
  }

  /// Adds a step with each ${NAME} in its text replaced.
  constexpr bool add_step(const Step& step, StepList& steps) {
    TextList list;
    set_given(step.is_expected ? "--expect" : "--send");
    if (!add_expanded(step.text, list, Syntax::escaped)) return false;
    steps.add({list[0], step.is_expected});
    return true;
  }

  char useless_[256];  // the name of an option that no target can use
};

}  // namespace probe
