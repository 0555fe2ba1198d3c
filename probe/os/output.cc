// What probe says: a line a target, and less in all than Docker keeps.
#include "probe/os/output.h"

#include <fcntl.h>
#include <poll.h>

#include <cstddef>

#include "base/os/file_calls.h"
#include "base/os/output.h"

namespace probe {
namespace {

int output = -1;
std::size_t room = 4096 - 300;  // for all lines but the last

}  // namespace

void fill_standard_descriptors() {
  pollfd standard[3] = {{.fd = 0, .events = 0, .revents = 0},
                        {.fd = 1, .events = 0, .revents = 0},
                        {.fd = 2, .events = 0, .revents = 0}};
  poll(standard, 3, 0);
  for (const pollfd& descriptor : standard) {
    if ((descriptor.revents & POLLNVAL) != 0) base::open_file("/", O_PATH);  // it can be written by nobody
  }
}

void start_output(int descriptor) { output = descriptor; }

void say_line(base::Text& line, bool is_last) {
  if (output < 0 || (!is_last && line.size() >= room)) return;
  if (!is_last) room -= line.size() + 1;
  base::print_line(line, output);
}

}  // namespace probe
