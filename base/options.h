// Command lines and environments, read by rows: a row is an option's names, help
// text and parser at once. The text that --help shows is also the table that the
// parser searches, so that nothing about an option is said, or stored, twice.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/cursor.h"
#include "base/expected.h"
#include "base/usage_error.h"

namespace base {

enum class OptionKind : std::uint8_t {
  setting,
  command,  // asks for something else to be done (--help): no environment may
};

template <class Settings>
struct Option {
  std::string_view names;  // "-k, --kill-after=TIME"; four blanks where there is no letter
  std::string_view help;
  Expected (*read)(Settings&, const char* value);  // a flag's value is empty
  OptionKind kind = OptionKind::setting;
};

/// Takes "--", which ends options, off the front of words (null-terminated). Returns
/// whether it stood there.
constexpr bool take_end(char**& words) {
  const char* at = *words;
  if (at == nullptr || !take(at, "--") || *at != '\0') return false;
  ++words;
  return true;
}

/// The options of one program. `rows` is a constexpr array of Option<Settings>;
/// its help has the text `usage` before them and `notes` behind.
template <class Settings, const auto& rows, const auto& usage, const auto& notes>
class OptionTable {
  static constexpr std::size_t count = std::size(rows);
  static constexpr std::size_t letter_column = 2;  // in a row, behind a tab
  static constexpr std::size_t name_column = 7;

  static constexpr std::size_t help_size = [] {
    std::size_t size = usage.size() + notes.size();
    for (const auto& row : rows) size += row.names.size() + row.help.size() + 3;
    return size;
  }();

  static constexpr auto help = [] {
    std::array<char, help_size> text{};
    auto* out = std::copy(usage.begin(), usage.end(), text.data());
    for (const auto& row : rows) {
      *out++ = '\t';
      out = std::copy(row.names.begin(), row.names.end(), out);
      *out++ = '\t';
      out = std::copy(row.help.begin(), row.help.end(), out);
      *out++ = '\n';
    }
    std::copy(notes.begin(), notes.end(), out);
    return text;
  }();

  static constexpr std::size_t first_command = [] {
    std::size_t row = 0;
    while (row < count && rows[row].kind != OptionKind::command) ++row;
    return row;
  }();

 public:
  /// What --help shows, with tabs as base::print() takes them: a line an option, the
  /// commands last.
  static constexpr std::string_view help_text() { return {help.data(), help.size()}; }

  /// Reads every variable of the environment (null-terminated) whose name is
  /// `prefix` and an option's in capitals: PID1_KILL_AFTER=8s is --kill-after=8s.
  /// A flag takes 1 or 0. An empty value says nothing: that is what Compose makes
  /// of a variable that is not set.
  static constexpr Misuse read_environment(const char* const* environment, const char* prefix,
                                           Settings& settings) {
    for (; *environment != nullptr; ++environment) {
      const char* at = *environment;
      if (!take(at, prefix)) continue;
      const Found option = find(at, By::variable);
      if (option.row >= first_command || *option.rest != '=' || option.rest[1] == '\0') continue;
      const char* const value = option.rest + 1;
      const bool is_switch = value[1] == '\0' && (*value == '0' || *value == '1');
      Expected expected;
      if (!option.takes_value && !is_switch) {
        expected = wrong_value("1 or 0");
      } else if (option.takes_value || *value == '1') {
        expected = read(option.row, value, settings);
      }
      if (!expected.is_valid()) return {*environment, expected};
    }
    return {};
  }

  /// Reads the options at the front of `words` (null-terminated) and moves it
  /// behind them: to "--" or the first other word that is none.
  static constexpr Misuse read_words(char**& words, Settings& settings) {
    while (*words != nullptr && (*words)[0] == '-' && (*words)[1] != '\0') {
      const char* const word = *words;
      const char* at = word + 1;
      const bool is_long = take(at, "-");
      if (is_long && *at == '\0') break;
      ++words;
      do {
        const Found option = find(at, is_long ? By::name : By::letter);
        at = option.rest;
        const char* value = "";
        std::string_view next;
        if (option.takes_value) {
          value = at;
          if (is_long) take(value, "=");
          if (*at == '\0' && *words != nullptr) {
            value = *words++;
            next = {value, base::find(value, '\0')};
          }
          at = "";
        }
        const Expected expected =
            is_long && *at != '\0' ? wrong_value("no value") : read(option.row, value, settings);
        if (!expected.is_valid()) return {word, next, expected};
      } while (*at != '\0');
    }
    return {};
  }

 private:
  struct Found {
    constexpr Found(std::uint32_t a, bool b, const char* c) : row(a), takes_value(b), rest(c) {}
    std::uint32_t row;
    bool takes_value;
    const char* rest;  // what follows the option's name
  };

  static constexpr char in_capitals(char letter) {
    return letter == '-' ? '_' : letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }

  enum class By : std::uint8_t { letter, name, variable };

  /// Finds an option by its letter, the first at `at`, or by its name, which ends
  /// there or with '='.
  static constexpr Found find(const char* at, By by) {
    const char* line = help.data() + usage.size();
    for (std::uint32_t row = 0; row < count; ++row) {
      const char* name = line + name_column;
      const char* rest = at;
      bool is_same = by != By::letter;
      for (; *name != '\t' && *name != '='; ++name) {
        if (is_same) is_same = *rest++ == (by == By::variable ? in_capitals(*name) : *name);
      }
      if (by == By::letter) is_same = *rest++ == line[letter_column] && *at != ' ';
      if (is_same && (by == By::letter || *rest == '\0' || *rest == '=')) return {row, *name == '=', rest};
      while (*line++ != '\n') {
      }
    }
    return {count, false, ""};
  }

  /// Calls the parser of one row. (A table of function pointers would have to be
  /// relocated at each start, and could be overwritten.)
  static constexpr Expected read(std::uint32_t row, const char* value, Settings& settings) {
    Expected expected = unknown_option();
    const auto read_one = [&]<std::size_t... each>(std::index_sequence<each...>) {
      (void)((row == each && (expected = rows[each].read(settings, value), true)) || ...);
    };
    read_one(std::make_index_sequence<count>());
    return expected;
  }
};

}  // namespace base
