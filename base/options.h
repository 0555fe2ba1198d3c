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
  /// option that is no command, in capitals: PID1_KILL_AFTER=8s is --kill-after=8s. The value of a flag is 1
  /// or 0. An empty value is ignored: Compose sets one for a variable that is not set. Stops at the first
  /// misuse.
  static constexpr Misuse read_environment(const char* const* environment, const char* prefix,
                                           Settings& settings) {
    for (; *environment != nullptr; ++environment) {
      const char* at = *environment;
      if (!take(at, prefix)) continue;
      const Found option = find_name(at, Spelling::variable);
      if (option.row == count || entries[option.row].is_command) continue;
      const char* value = option.rest;
      if (!take(value, "=") || *value == '\0') continue;
      const Expected expected = read_variable(option.row, value, settings);
      if (!expected.is_valid()) return {*environment, expected};
    }
    return {};
  }

  /// Reads the options at the front of `words` (null-terminated) and moves it to after them: to "--" or to
  /// the first other word that is no option. Stops at the first misuse.
  static constexpr Misuse read_words(char**& words, Settings& settings) {
    while (*words != nullptr && (*words)[0] == '-' && (*words)[1] != '\0') {
      const bool is_name = (*words)[1] == '-';
      if (is_name && (*words)[2] == '\0') break;
      const Misuse misuse = is_name ? read_name(words, settings) : read_letters(words, settings);
      if (!misuse.is_none()) return misuse;
    }
    return {};
  }

 private:
  struct Found {
    std::size_t row;   // `count`: there is no such option
    const char* rest;  // what follows its letter or name

    [[nodiscard]] constexpr bool takes_value() const { return row != count && entries[row].takes_value; }
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

  static constexpr Expected read_variable(std::size_t row, const char* value, Settings& settings) {
    if (entries[row].takes_value) return read(row, value, settings);
    if ((*value != '0' && *value != '1') || value[1] != '\0') return wrong_value("1 or 0");
    return *value == '1' ? read(row, "", settings) : valid();
  }

  /// Reads --NAME or --NAME=VALUE, and the next word if that is the value.
  static constexpr Misuse read_name(char**& words, Settings& settings) {
    const char* const word = *words++;
    const Found option = find_name(word + 2, Spelling::word);
    const char* value = option.rest;
    const bool has_value = take(value, "=");
    if (option.takes_value() && !has_value) return read_value(word, option, words, settings);
    if (has_value && !option.takes_value()) return {word, wrong_value("no value")};
    return {word, read(option.row, value, settings)};
  }

  /// Reads -abc, -kVALUE, or -k and the next word if that is the value.
  static constexpr Misuse read_letters(char**& words, Settings& settings) {
    const char* const word = *words++;
    for (const char* at = word + 1; *at != '\0'; ++at) {
      const Found option = find_letter(at);
      if (option.takes_value()) return read_value(word, option, words, settings);
      const Expected expected = read(option.row, "", settings);
      if (!expected.is_valid()) return {word, expected};
    }
    return {};
  }

  /// Reads the value of an option: the rest of its word or, if that is empty, the next of `words`.
  static constexpr Misuse read_value(const char* word, const Found& option, char**& words,
                                     Settings& settings) {
    if (*option.rest != '\0' || *words == nullptr) return {word, read(option.row, option.rest, settings)};
    const char* const next = *words++;
    return {word, {next, base::find(next, '\0')}, read(option.row, next, settings)};
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
