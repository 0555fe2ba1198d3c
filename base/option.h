// An option is a row. The parser, --help, the man page and bash's completion all read the fields of the same
// rows.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"

namespace base {

enum class OptionKind : std::uint8_t {
  setting,
  command,  // replaces what the program does, as --help: the environment cannot set it
};

/// The letter of an option that has only a name.
inline constexpr char no_letter = '\0';

/// The value of a flag, which takes none.
inline constexpr std::string_view no_value = {};

/// A row. Its reader writes a value to the program's `Invocation`.
template <class Invocation>
struct Option {
  char letter;             // k: the option is -k
  std::string_view name;   // kill-after: the option is --kill-after
  std::string_view value;  // TIME: what the help calls its value; no_value: it is a flag
  std::string_view help;
  Expected (*read)(Invocation&, const char* value);  // the value of a flag is empty
  OptionKind kind = OptionKind::setting;
  std::uint16_t use = 0;  // the program's bit for those that can use it; 0: it is of use to everything

  [[nodiscard]] constexpr bool takes_value() const { return !value.empty(); }
};

/// Appends an option as --help shows it: "-k, --kill-after=TIME", or four blanks instead of the letter.
template <class Invocation>
constexpr void put_option(Text& out, const Option<Invocation>& option) {
  if (option.letter == no_letter) {
    out.append("    ");
  } else {
    out.put('-').put(option.letter).append(", ");
  }
  out.append("--").append(option.name);
  if (option.takes_value()) out.put('=').append(option.value);
}

/// Appends text in the columns of --help: a tab at the start of a line becomes two blanks, another one as
/// many as there are until column 30.
constexpr void put_in_columns(Text& out, std::string_view text) {
  std::size_t line = out.size();  // where the line starts
  for (const char letter : text) {
    const std::size_t stop = line + (out.size() == line ? 2 : 30);
    while (letter == '\t' && out.size() < stop) out.put(' ');
    if (letter != '\t') out.put(letter);
    if (letter == '\n') line = out.size();
  }
}

/// Appends the lines of --help for `rows`, one line for each option. A tab precedes each of its two columns
/// (put_in_columns()).
template <class Rows>
constexpr void put_option_lines(Text& out, const Rows& rows) {
  for (const auto& option : rows) {
    put_option(out.put('\t'), option);
    out.put('\t').append(option.help).put('\n');
  }
}

/// What the parser compares: one entry for each of `rows`, and a last one for an option that does not exist.
/// An entry holds no pointers, because nothing relocates them (toolchains/program.ld).
template <const auto& rows>
struct OptionNames {
  struct Entry {
    char letter;
    bool takes_value;
    bool is_command;
  };

  static constexpr auto entries = [] {
    std::array<Entry, std::size(rows) + 1> all{};
    for (std::size_t i = 0; i < std::size(rows); ++i) {
      all[i].letter = rows[i].letter;
      all[i].takes_value = rows[i].takes_value();
      all[i].is_command = rows[i].kind == OptionKind::command;
    }
    all.back().is_command = true;  // no variable of the environment sets it
    return all;
  }();

  /// The names in the order of the rows, each with a NUL.
  static constexpr auto names = [] {
    constexpr std::size_t size = [] {
      std::size_t sum = 0;
      for (const auto& row : rows) sum += row.name.size() + 1;
      return sum;
    }();
    std::array<char, size> text{};
    char* out = text.data();
    for (const auto& row : rows) out = std::copy(row.name.begin(), row.name.end(), out) + 1;
    return text;
  }();

  /// Returns the name of a row.
  static constexpr const char* name_of(std::size_t row) {
    const char* name = names.data();
    for (; row != 0; --row) name = find(name, '\0') + 1;
    return name;
  }
};

}  // namespace base
