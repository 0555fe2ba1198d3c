// Man pages, made of the rows that --help prints. The compiler writes them, into an object file that nobody
// runs: so those of any architecture can be made on any host (manual/CMakeLists.txt).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "version.h"

namespace base::manual {

using Page = base::TextOf<16384>;

inline constexpr std::string_view date = "2026-11-25";  // of the pages

/// What `write` puts on a page. Its size is even, if need be by an empty line at the end: on s390x GCC
/// puts a NUL behind an odd one.
template <auto write>
inline constexpr auto text_of = [] {
  constexpr std::size_t size = [] {
    Page page;
    write(page);
    return page.size() + page.size() % 2;
  }();
  std::array<char, size> text{};
  Page page;
  write(page);
  text.back() = '\n';
  std::copy(page.view().begin(), page.view().end(), text.begin());
  return text;
}();

/// Appends bytes as they are: macros, and what is no prose.
constexpr void put(Page& page, std::string_view bytes) {
  for (const char byte : bytes) page.put(byte);
}

/// Appends text as roff shows it, letter by letter (groff_char(7)). At the start of a line nothing is a
/// macro.
constexpr void show(Page& page, std::string_view text) {
  constexpr std::string_view special = "\\-'`^~";
  constexpr std::string_view names[] = {"\\e", "\\-", "\\(aq", "\\(ga", "\\(ha", "\\(ti"};
  for (const char byte : text) {
    const std::size_t place = special.find(byte);
    if (byte == '.' && page.view().back() == '\n') put(page, "\\&");
    place < special.size() ? put(page, names[place]) : static_cast<void>(page.put(byte));
  }
}

/// The same in bold (B) or italics (I).
constexpr void show_in(Page& page, char font, std::string_view text) {
  put(page, "\\f");
  page.put(font);
  show(page, text);
  put(page, "\\fR");
}

/// The text up to `end`, which is not in it but taken from the front of `rest` as well.
constexpr std::string_view take_until(std::string_view& rest, std::string_view end) {
  const std::size_t place = rest.find(end);
  const std::string_view taken = rest.substr(0, place);
  rest.remove_prefix(std::min(rest.size(), taken.size() + end.size()));
  return taken;
}

constexpr void start_section(Page& page, std::string_view title) {
  put(page, ".SH ");
  put(page, title);
  page.put('\n');
}

/// What stands in front of the options: name, synopsis and the first words of the description. `usage` is the
/// help's: a line of synopsis, and a sentence or more.
constexpr void start_page(Page& page, std::string_view summary, std::string_view usage) {
  std::string_view words = take_until(usage, "\n");
  const std::string_view program = take_until(words, " ");
  put(page, ".TH ");
  put(page, program);
  put(page, " 1 ");
  put(page, date);
  put(page, " \"aupair ");
  put(page, version);
  put(page, "\" \"User Commands\"\n");
  start_section(page, "NAME");
  show(page, program);
  put(page, " \\- ");
  show(page, summary);
  put(page, "\n");
  start_section(page, "SYNOPSIS");
  show_in(page, 'B', program);
  put(page, " ");
  show(page, words);
  put(page, "\n");
  start_section(page, "DESCRIPTION");
  show(page, take_until(usage, "\n\n"));
  put(page, "\n");
}

/// "-k, --kill-after=TIME": names in bold, the value in italics.
constexpr void show_names(Page& page, std::string_view names) {
  while (names.starts_with(' ')) names.remove_prefix(1);
  if (names.substr(2).starts_with(", ")) {
    show_in(page, 'B', take_until(names, ", "));
    put(page, ", ");
  }
  const bool has_value = names.find('=') != std::string_view::npos;
  show_in(page, 'B', take_until(names, "="));
  if (!has_value) return;
  put(page, "=");
  show_in(page, 'I', names);
}

/// A paragraph an option.
template <const auto& rows>
constexpr void show_options(Page& page) {
  start_section(page, "OPTIONS");
  for (const auto& row : rows) {
    put(page, ".TP\n");
    show_names(page, row.names);
    put(page, "\n");
    show(page, row.help);
    put(page, "\n");
  }
}

/// What the help says behind the options: of values, of the environment from `prefix` on, of exit codes.
constexpr void show_notes(Page& page, std::string_view notes, std::string_view prefix) {
  constexpr std::string_view exit_codes = "Exit codes: ";
  put(page, ".PP");
  show(page, take_until(notes, prefix));
  start_section(page, "ENVIRONMENT");
  show(page, prefix);
  show(page, take_until(notes, exit_codes));
  start_section(page, "EXIT STATUS");
  show(page, exit_codes);
  show(page, notes);
}

}  // namespace base::manual
