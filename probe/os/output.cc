#include "probe/os/output.h"

#include <fcntl.h>
#include <poll.h>

#include "base/os/file_calls.h"
#include "base/os/output.h"

namespace probe {

void fill_standard_descriptors() {
  pollfd standard[3] = {{.fd = 0, .events = 0, .revents = 0},
                        {.fd = 1, .events = 0, .revents = 0},
                        {.fd = 2, .events = 0, .revents = 0}};
  constexpr base::KernelTime at_once;
  base::system::poll(standard, std::size(standard), &at_once);
  for (const pollfd& descriptor : standard) {
    if ((descriptor.revents & POLLNVAL) != 0) base::open_file("/", O_PATH);
  }
}

void Output::print(base::Text& line, bool is_last) {
  if (descriptor_ >= 0 && budget_.take(line.size(), is_last)) base::print_line(line, descriptor_);
}

}  // namespace probe
