// The commands of both programs, with their exit codes.
#include "base/os/command.h"

#include "base/os/install.h"

namespace base::command {

int refuse(Line& line) {
  print_line(line);
  return exit_failed;
}

int fail(const char* what, int error) {
  print_error(what, error);
  return exit_failed;
}

int print(std::string_view text) {
  const int error = base::print(text);
  return error == 0 ? 0 : fail("stdout", error);
}

int install(const char* path, const char* own_path) {
  const int error = base::install(path, own_path);
  return error == 0 ? 0 : fail(path, error);
}

}  // namespace base::command
