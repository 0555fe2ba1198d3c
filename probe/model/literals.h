// The literals "..."sv of std::string_view, which may hold NULs, in namespace probe. No other header has a
// using-directive for them.
#pragma once

#include <string_view>

namespace probe {

using std::string_view_literals::operator""sv;

}  // namespace probe
