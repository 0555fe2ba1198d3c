// Bash's completion, made of the rows that --help prints, as the man pages are.
#pragma once

#include <cstddef>
#include <string_view>

#include "manual/page.h"

namespace base::manual {

/// Completes the options in `rows` and `words`, which have a blank behind each. Behind "--", and where
/// nothing was typed, bash completes a file, as it does without this.
template <const auto& rows>
constexpr void write_completion(Page& page, std::string_view program, std::string_view words) {
  put(page, "# Completes the options that ");
  put(page, program);
  put(page, " --help shows.\n_aupair_");
  put(page, program);
  put(page, R"(() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  [[ $word && " ${COMP_WORDS[*]:1:COMP_CWORD-1} " != *" -- "* ]] || return 0
  mapfile -t COMPREPLY < <(compgen -W ')");
  put(page, words);
  for (const auto& row : rows) {
    std::string_view names = row.names;
    const std::string_view letter = take_until(names, "--");
    if (letter[0] == '-') put(page, letter.substr(0, 2)), page.put(' ');
    put(page, "--");
    const bool has_value = names.find('=') != std::string_view::npos;
    put(page, take_until(names, "="));
    put(page, has_value ? "= " : " ");
  }
  put(page, R"(' -- "$word")
  [[ ${COMPREPLY[0]-} != *[=:/] ]] || compopt -o nospace
}
complete -o bashdefault -o default -F _aupair_)");
  put(page, program);
  put(page, " ");
  put(page, program);
  put(page, "\n");
}

}  // namespace base::manual
