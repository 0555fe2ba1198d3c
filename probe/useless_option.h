// Options of the command line that no target can use. They are refused: a check that ignored one would not
// check what the user meant.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/text.h"
#include "probe/options.h"
#include "probe/protocols.h"
#include "probe/targets.h"

namespace probe {

/// Stands for no row.
inline constexpr std::size_t no_row = std::size(rows);

/// The uses of each option, as bits of Use; 0: every target can use it.
inline constexpr auto uses_of_rows = [] {
  std::array<std::uint16_t, std::size(rows)> uses{};
  std::transform(std::begin(rows), std::end(rows), uses.begin(), [](const Option& row) { return row.use; });
  return uses;
}();

/// Returns the row of the first option that none of the targets can use, or no_row. `given`: a bit for each
/// row.
constexpr std::size_t find_useless(std::uint32_t given, const TargetList& targets) {
  unsigned used = 0;
  for (const ParsedTarget& target : targets) used |= uses_of(*target.protocol);
  for (std::size_t row = 0; row != std::size(rows); ++row) {
    const unsigned uses = uses_of_rows[row];
    if ((given >> row & 1) != 0 && uses != 0 && (used & uses) == 0) return row;
  }
  return no_row;
}

}  // namespace probe
