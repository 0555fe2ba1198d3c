// The completion of options for bash, made from the rows that --help prints.
#pragma once

#include <string_view>

#include "manual/page.h"

namespace base::manual {

/// Appends a script that completes `words`, each of which ends with a blank, and the options in `rows`. After
/// "--", and if nothing was typed, bash completes file names as usual.
template <const auto& rows>
constexpr void write_completion(Page& page, std::string_view program, std::string_view words) {
  page.append("# Completes the options that ").append(program);
  page.append(" --help shows.\n_aupair_").append(program);
  page.append(R"(() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  [[ $word && " ${COMP_WORDS[*]:1:COMP_CWORD-1} " != *" -- "* ]] || return 0
  mapfile -t COMPREPLY < <(compgen -W ')");
  page.append(words);
  for (const auto& row : rows) {
    if (row.letter != no_letter) page.append("-").put(row.letter).put(' ');
    page.append("--").append(row.name).append(row.takes_value() ? "= " : " ");
  }
  page.append(R"(' -- "$word")
  [[ ${COMPREPLY[0]-} != *[=:/] ]] || compopt -o nospace
}
complete -o bashdefault -o default -F _aupair_)");
  page.append(program).append(" ").append(installed_prefix).append(program).append("\n");
}

}  // namespace base::manual
