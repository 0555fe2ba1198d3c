// What probe says: a line a target, and less in all than Docker keeps.
#include "probe/output.h"

#include <cstddef>

#include "base/system.h"

namespace probe {
namespace {

int output = -1;
std::size_t room = 4096 - 300;  // for all lines but the last

}  // namespace

void start_output(int descriptor) { output = descriptor; }

void say_line(base::Text& line, bool is_last) {
  if (output < 0 || (!is_last && line.size() >= room)) return;
  if (!is_last) room -= line.size() + 1;
  base::say(line, output);
}

}  // namespace probe
