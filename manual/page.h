// Man pages, made from the rows that --help prints. The compiler writes them into an object file that is
// never run, so that those of any architecture can be made on any host (manual/CMakeLists.txt).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/composed.h"
#include "base/option.h"
#include "base/text.h"
#include "version.h"

namespace base::manual {

using Page = base::Text;

/// What the names of the installed programs and pages start with (CMakeLists.txt).
inline constexpr std::string_view installed_prefix = "aupair-";

inline constexpr std::string_view date = "2026-11-25";  // of the pages

/// What `write` appends, as an array of an even size, with an empty line at its end if necessary: on s390x,
/// GCC adds a NUL to an odd one.
template <auto write>
inline constexpr auto text_of = base::composed_bytes<[](Page& page) {
  write(page);
  if (page.size() % 2 != 0) page.put('\n');
}>;

/// Appends text that roff prints as it is (groff_char(7)): no character and no line of it is a command.
constexpr void show(Page& page, std::string_view text) {
  constexpr std::string_view special = "\\-'`^~";
  constexpr std::string_view names[] = {"\\e", "\\-", "\\(aq", "\\(ga", "\\(ha", "\\(ti"};
  for (const char byte : text) {
    const std::size_t place = special.find(byte);
    if (byte == '.' && page.view().back() == '\n') page.append("\\&");
    place < special.size() ? page.append(names[place]) : page.put(byte);
  }
}

/// Appends text in bold (font B) or italics (I).
constexpr void show_in(Page& page, char font, std::string_view text) {
  page.append("\\f").put(font);
  show(page, text);
  page.append("\\fR");
}

/// Takes the text up to the first `end` off the front of `rest`, and that `end`. Returns the text before it.
constexpr std::string_view take_until(std::string_view& rest, std::string_view end) {
  const std::size_t place = rest.find(end);
  const std::string_view taken = rest.substr(0, place);
  rest.remove_prefix(std::min(rest.size(), taken.size() + end.size()));
  return taken;
}

constexpr void start_section(Page& page, std::string_view title) {
  page.append(".SH ").append(title).put('\n');
}

/// Appends what precedes the options: the name, the synopsis and the start of the description. `usage` is the
/// start of the help: a line of synopsis, and at least one sentence.
constexpr void start_page(Page& page, std::string_view summary, std::string_view usage) {
  std::string_view synopsis = take_until(usage, "\n");
  const std::string_view program = take_until(synopsis, " ");
  page.append(".TH ").append(installed_prefix).append(program).append(" 1 ").append(date);
  page.append(" \"aupair ").append(version).append("\" \"User Commands\"\n");
  start_section(page, "NAME");
  show(page, installed_prefix);
  show(page, program);
  page.append(" \\- ");
  show(page, summary);
  page.append("\n");
  start_section(page, "SYNOPSIS");
  page.append("\\fB");
  show(page, installed_prefix);
  show(page, program);
  page.append("\\fR ");
  show(page, synopsis);
  page.append("\n");
  start_section(page, "DESCRIPTION");
  show(page, take_until(usage, "\n\n"));
  page.append("\n");
}

/// An option, such as "-k, --kill-after=TIME": names in bold, the value in italics.
template <class Row>
constexpr void show_option(Page& page, const Row& row) {
  if (row.letter != no_letter) {
    const char letter[] = {'-', row.letter};
    show_in(page, 'B', {letter, 2});
    page.append(", ");
  }
  TextOf<64> name;
  name.append("--").append(row.name);
  show_in(page, 'B', name.view());
  if (!row.takes_value()) return;
  page.put('=');
  show_in(page, 'I', row.value);
}

/// One paragraph for each option.
template <const auto& rows>
constexpr void show_options(Page& page) {
  start_section(page, "OPTIONS");
  for (const auto& row : rows) {
    page.append(".TP\n");
    show_option(page, row);
    page.append("\n");
    show(page, row.help);
    page.append("\n");
  }
}

/// Appends the help's notes after the options: on values, from `prefix` on about the environment, and on exit
/// codes.
constexpr void show_notes(Page& page, std::string_view notes, std::string_view prefix) {
  constexpr std::string_view exit_codes = "Exit codes: ";
  page.append(".PP");
  show(page, take_until(notes, prefix));
  start_section(page, "ENVIRONMENT");
  show(page, prefix);
  show(page, take_until(notes, exit_codes));
  start_section(page, "EXIT STATUS");
  show(page, exit_codes);
  show(page, notes);
}

}  // namespace base::manual
