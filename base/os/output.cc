#include "base/os/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "base/cursor.h"
#include "base/error_text.h"
#include "base/os/file_calls.h"

namespace base {
namespace {

/// Returns 0 or the error, negative.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const long count = system::write(descriptor, text.data(), text.size());
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    if (count < 0 && count != -EINTR) return static_cast<int>(count);
  }
  return 0;
}

}  // namespace

int print(std::string_view text) { return write_all(STDOUT_FILENO, text); }

void print_line(Text& line, int descriptor) {
  const std::string_view text = line.end_line().view();
  pollfd output = {.fd = descriptor, .events = POLLOUT, .revents = 0};
  constexpr KernelTime at_once;
  const int ready = system::poll(&output, 1, &at_once);
  // POLLERR means that the pipe has no reader: a write would raise SIGPIPE. If ppoll(2) is forbidden, the
  // line is written nevertheless, at the risk of waiting.
  if (ready < 0 || output.revents == POLLOUT) system::write(descriptor, text.data(), text.size());
}

void print_error(const char* what, int result) {
  Line line;
  put_name(line, {what, find(what, '\0')});
  line << ": ";
  put_error_text(line, -result);
  print_line(line);
}

}  // namespace base
