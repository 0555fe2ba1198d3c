// What probe --help prints.
#pragma once

#include <string_view>

#include "base/composed.h"
#include "base/option.h"
#include "base/text.h"
#include "probe/options.h"
#include "probe/protocols.h"

namespace probe {

constexpr void put_help(base::Text& help) {
  help.append(usage);
  base::put_option_lines(help, rows);
  help.append(targets_title);
  put_protocol_lines(help);
  help.append(notes);
}

/// What --help prints, with tabs (base::put_in_columns()).
constexpr std::string_view help_text() { return base::composed<put_help>(); }

}  // namespace probe
