#include "base/os/command.h"

#include "base/option.h"
#include "base/os/install.h"

namespace base::command {

int fail(Line& line) {
  print_line(line);
  return exit_failed;
}

int fail(const char* what, int result) {
  print_error(what, result);
  return exit_failed;
}

int print(std::string_view text) {
  const int result = base::print(text);
  return result == 0 ? 0 : fail("stdout", result);
}

int print_help(std::string_view text) {
  TextOf<8192> help;
  put_in_columns(help, text);
  return print(help.view());
}

int install(const char* path, const char* own_path) {
  const int result = base::install(path, own_path);
  return result == 0 ? 0 : fail(path, result);
}

}  // namespace base::command
