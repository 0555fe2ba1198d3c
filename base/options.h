// The parser of command lines and environments. It reads the rows of a program's options (base/option.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/option.h"
#include "base/usage_error.h"

namespace base {

/// Takes "--", which ends options, off the front of words (null-terminated). Returns whether it was there.
constexpr bool take_end(char**& words) {
  const char* at = *words;
  if (at == nullptr || !take(at, "--") || *at != '\0') return false;
  ++words;
  return true;
}

/// Reads the options of one program. `rows` is a constexpr array of Option<Settings>.
template <class Settings, const auto& rows>
class OptionParser {
  static constexpr std::size_t count = std::size(rows);
  static constexpr auto& entries = OptionNames<rows>::entries;

 public:
  /// Reads each variable of the environment (null-terminated) whose name is `prefix` and the name of an
  /// option that is not a command, in capitals: PID1_KILL_AFTER=8s is --kill-after=8s. The value of a flag is
  /// 1 or 0. An empty value is ignored: Compose sets one for a variable that is not set. Returns the first
  /// misuse.
  static constexpr Misuse read_environment(const char* const* environment, const char* prefix,
                                           Settings& settings) {
    for (; *environment != nullptr; ++environment) {
      const char* at = *environment;
      if (!take(at, prefix)) continue;
      const Found option = find_name(at, Spelling::variable);
      const char* value = option.rest;
      if (option.entry().is_command || !take(value, "=") || *value == '\0') continue;
      const Expected expected = read_variable(option, value, settings);
      if (!expected.is_valid()) return {*environment, expected};
    }
    return {};
  }

  /// Reads the options at the front of `words` (null-terminated) and moves it to after them: to "--" or to
  /// the first other word that is not an option. Returns the first misuse.
  static constexpr Misuse read_words(char**& words, Settings& settings) {
    while (*words != nullptr && (*words)[0] == '-' && (*words)[1] != '\0') {
      const bool is_name = (*words)[1] == '-';
      if (is_name && (*words)[2] == '\0') break;
      char** const option = words;
      const Expected expected = is_name ? read_name(words, settings) : read_letters(words, settings);
      if (expected.is_valid()) continue;
      const char* const value = words - option > 1 ? option[1] : "";
      return {*option, {value, base::find(value, '\0')}, expected};
    }
    return {};
  }

 private:
  struct Found {
    std::size_t row;   // `count`: there is no such option
    const char* rest;  // what follows its letter or name

    [[nodiscard]] constexpr const auto& entry() const { return entries[row]; }
  };

  /// Finds an option by the letter at `at`, which is not the end of the word.
  static constexpr Found find_letter(const char* at) {
    std::size_t row = 0;
    while (row != count && entries[row].letter != *at) ++row;
    return {row, at + 1};
  }

  enum class Spelling : std::uint8_t { word, variable };  // kill-after, KILL_AFTER

  /// What a letter of a name, all of which are small, is in the name of a variable.
  static constexpr char in_variable(char letter) { return letter == '-' ? '_' : to_capital(letter); }

  /// Finds an option by the name at `at`, which ends there or with '='.
  static constexpr Found find_name(const char* at, Spelling spelling) {
    for (std::size_t row = 0; row != count; ++row) {
      const char* rest = at;
      const char* name = entries[row].name;
      while (*name != '\0' && *rest == (spelling == Spelling::word ? *name : in_variable(*name))) {
        ++name;
        ++rest;
      }
      if (*name == '\0' && (*rest == '\0' || *rest == '=')) return {row, rest};
    }
    return {count, base::find(at, '\0')};
  }

  static constexpr Expected read_variable(const Found& option, const char* value, Settings& settings) {
    if (option.entry().takes_value) return read(option.row, value, settings);
    if ((*value != '0' && *value != '1') || value[1] != '\0') return wrong_value("1 or 0");
    return *value == '1' ? read(option.row, "", settings) : valid();
  }

  /// Reads --NAME or --NAME=VALUE, and the next word if that is the value.
  static constexpr Expected read_name(char**& words, Settings& settings) {
    const Found option = find_name(*words++ + 2, Spelling::word);
    const char* value = option.rest;
    const bool has_value = take(value, "=");
    if (!option.entry().takes_value && has_value) return wrong_value("no value");
    if (option.entry().takes_value && !has_value) return read_value(option, words, settings);
    return read(option.row, value, settings);
  }

  /// Reads -abc, -kVALUE, or -k and the next word if that is the value.
  static constexpr Expected read_letters(char**& words, Settings& settings) {
    for (const char* at = *words++ + 1; *at != '\0'; ++at) {
      const Found option = find_letter(at);
      if (option.entry().takes_value) return read_value(option, words, settings);
      const Expected expected = read(option.row, "", settings);
      if (!expected.is_valid()) return expected;
    }
    return valid();
  }

  /// Reads the value of an option: the rest of its word or, if that is empty, the next of `words`.
  static constexpr Expected read_value(const Found& option, char**& words, Settings& settings) {
    const char* const value = *option.rest == '\0' && *words != nullptr ? *words++ : option.rest;
    return read(option.row, value, settings);
  }

  /// Calls the parser of one row. (A table of function pointers would have to be relocated at each start, and
  /// could be overwritten.)
  template <std::size_t row = 0>
  static constexpr Expected read(std::size_t wanted, const char* value, Settings& settings) {
    if constexpr (row == count) {
      return unknown_option();
    } else {
      return wanted == row ? rows[row].read(settings, value) : read<row + 1>(wanted, value, settings);
    }
  }
};

}  // namespace base
