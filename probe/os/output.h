// What probe says: a line a target, and less in all than Docker keeps.
#pragma once

#include <string_view>

#include "base/text.h"

namespace probe {

/// Takes the places of standard descriptors that are closed, so that no connection
/// gets a number to which lines are written.
void fill_standard_descriptors();

/// Sets where lines go, a descriptor; a negative one: nowhere.
void start_output(int descriptor);

/// Says a line, of under 300 bytes if it is the last one. Of the others it says those
/// for which there is room: in all it is less than the 4096 bytes that Docker keeps.
void say_line(base::Text& line, bool is_last);

}  // namespace probe
