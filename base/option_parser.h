// The parser of command lines and environments: it follows the rows of a program's options (base/option.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/option.h"
#include "base/usage_error.h"

namespace base {

/// Takes "--", which ends the options, off the front of `arguments` (null-terminated). Returns whether it was
/// there.
constexpr bool take_end_of_options(char**& arguments) {
  const char* at = *arguments;
  if (at == nullptr || !take(at, "--") || *at != '\0') return false;
  ++arguments;
  return true;
}

/// Reads the options of one program. `rows` is a constexpr array of Option<Invocation>.
template <class Invocation, const auto& rows>
class OptionParser {
  static constexpr std::size_t count = std::size(rows);
  static constexpr auto& entries = OptionNames<rows>::entries;

 public:
  /// Reads the variables of `environment` (null-terminated) that stand for options: the name is `prefix` and
  /// then the option's name in capitals, so that PID1_KILL_AFTER=8s is --kill-after=8s. Commands have none.
  /// The value of a flag is 1 or 0. An empty value is ignored: Compose sets one for a variable that is not
  /// set. Other variables are ignored too; of those with the prefix, `unknown_variable` of the program, if it
  /// has that, is the first. Returns the first misuse.
  static constexpr Misuse read_environment(const char* const* environment, const char* prefix,
                                           Invocation& to) {
    Misuse misuse;
    while (*environment != nullptr && misuse.is_none()) read_entry(*environment++, prefix, to, misuse);
    return misuse;
  }

  /// The same, and removes these variables from the environment.
  static constexpr Misuse take_environment(char** environment, const char* prefix, Invocation& to) {
    Misuse misuse;
    char** kept = environment;
    for (; *environment != nullptr && misuse.is_none(); ++environment) {
      if (!read_entry(*environment, prefix, to, misuse)) *kept++ = *environment;
    }
    *kept = nullptr;
    return misuse;
  }

  /// Takes the options off the front of `arguments` (null-terminated), up to "--" or the first argument that
  /// is no option. Returns the first misuse.
  static constexpr Misuse read_arguments(char**& arguments, Invocation& to) {
    while (*arguments != nullptr && (*arguments)[0] == '-' && (*arguments)[1] != '\0') {
      const bool is_name = (*arguments)[1] == '-';
      if (is_name && (*arguments)[2] == '\0') break;
      char** const option = arguments;
      const Expected expected = is_name ? read_name(arguments, to) : read_letters(arguments, to);
      if (expected.is_valid()) continue;
      const char* const value = arguments - option > 1 ? option[1] : "";
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

  /// Finds an option by the letter at `at`, which is not the end of the argument.
  static constexpr Found find_letter(const char* at) {
    std::size_t row = 0;
    while (row != count && entries[row].letter != *at) ++row;
    return {row, at + 1};
  }

  enum class Spelling : std::uint8_t { argument, variable };  // kill-after, KILL_AFTER

  /// Returns the character of a variable's name that stands for one of an option's name.
  static constexpr char in_variable(char character) { return character == '-' ? '_' : to_upper(character); }

  /// Finds an option by the name at `at`, which ends there or with '='.
  static constexpr Found find_name(const char* at, Spelling spelling) {
    const char* name = OptionNames<rows>::names.data();
    for (std::size_t row = 0; row != count; ++row) {
      const char* rest = at;
      while (*name != '\0' && *rest == (spelling == Spelling::argument ? *name : in_variable(*name))) {
        ++name;
        ++rest;
      }
      if (*name == '\0' && (*rest == '\0' || *rest == '=')) return {row, rest};
      name = base::find(name, '\0') + 1;
    }
    return {count, base::find(at, '\0')};
  }

  /// Reads one entry of an environment. Returns whether it stands for an option.
  static constexpr bool read_entry(const char* entry, const char* prefix, Invocation& to, Misuse& misuse) {
    const char* at = entry;
    if (!take(at, prefix)) return false;
    const Found option = find_name(at, Spelling::variable);
    const char* value = option.rest;
    if (option.entry().is_command || !take(value, "=")) {
      if constexpr (requires { to.unknown_variable; }) {
        if (to.unknown_variable == nullptr) to.unknown_variable = entry;
      }
      return false;
    }
    const Expected expected = *value == '\0' ? valid() : read_variable(option, value, to);
    if (!expected.is_valid()) misuse = {entry, expected};
    return true;
  }

  static constexpr Expected read_variable(const Found& option, const char* value, Invocation& to) {
    if (option.entry().takes_value) return read(option.row, value, to);
    if ((*value != '0' && *value != '1') || value[1] != '\0') return wrong_value("1 or 0");
    return *value == '1' ? read(option.row, "", to) : valid();
  }

  /// Takes --NAME or --NAME=VALUE off the front and reads it, with the next argument if that is the value.
  static constexpr Expected read_name(char**& arguments, Invocation& to) {
    const Found option = find_name(*arguments++ + 2, Spelling::argument);
    const char* value = option.rest;
    const bool has_value = take(value, "=");
    if (!option.entry().takes_value && has_value) return wrong_value("no value");
    if (option.entry().takes_value && !has_value) return read_value(option, arguments, to);
    return read(option.row, value, to);
  }

  /// The same for -abc or -kVALUE, or -k and the next argument as the value.
  static constexpr Expected read_letters(char**& arguments, Invocation& to) {
    for (const char* at = *arguments++ + 1; *at != '\0'; ++at) {
      const Found option = find_letter(at);
      if (option.entry().takes_value) return read_value(option, arguments, to);
      const Expected expected = read(option.row, "", to);
      if (!expected.is_valid()) return expected;
    }
    return valid();
  }

  /// Reads the value of an option: the rest of its argument or, if that is empty, the next argument.
  static constexpr Expected read_value(const Found& option, char**& arguments, Invocation& to) {
    const char* const value = *option.rest == '\0' && *arguments != nullptr ? *arguments++ : option.rest;
    return read(option.row, value, to);
  }

  /// Calls the reader of a row, and notes in `given`, if the program has that, a bit for the row.
  static constexpr Expected read(std::size_t wanted, const char* value, Invocation& to) {
    if constexpr (requires { to.given; }) {
      if (wanted != count) to.given |= std::uint32_t{1} << wanted;
    }
    return call_reader(wanted, value, to);
  }

  /// Calls the reader of a row. (Nothing relocates a table of function pointers: toolchains/program.ld.)
  template <std::size_t row = 0>
  static constexpr Expected call_reader(std::size_t wanted, const char* value, Invocation& to) {
    if constexpr (row == count) {
      return unknown_option();
    } else {
      return wanted == row ? rows[row].read(to, value) : call_reader<row + 1>(wanted, value, to);
    }
  }
};

}  // namespace base
