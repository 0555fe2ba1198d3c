// Becoming another program.
#include "base/execute.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/system.h"

namespace base {
namespace {

/// Says why `path` did not run. Returns the exit code.
int refuse(const char* path, int error) {
  static char head[256];
  const bool is_directory = open_file(path, O_PATH | O_DIRECTORY) >= 0;
  syscall(SYS_read, open_file(path, O_RDONLY | O_NONBLOCK), head, sizeof head - 1);
  Text& line = start_line();
  const int exit_code = explain(line, {path, error, access(path, F_OK) == 0, is_directory, head});
  say(line);
  return exit_code;
}

int execute_from_path(char** words, char** environment) {
  static char files[2][4096];
  static constexpr char variable[] = "PATH";
  const char* path = find_variable(environment, variable, variable + 4);
  if (path == nullptr) path = default_path;
  const char* denied = nullptr;
  for (bool is_more = true; is_more;) {
    char* const file = files[denied == nullptr ? 0 : 1];
    Text text(file, sizeof files[0]);
    is_more = next_candidate(path, words[0], text);
    if (text.is_full()) continue;
    execve(file, words, environment);
    const int error = errno;
    if (access(file, F_OK) != 0) continue;
    if (error != EACCES) return refuse(file, error);
    if (denied == nullptr) denied = file;
  }
  if (denied != nullptr) return refuse(denied, EACCES);
  complain(words[0], ENOENT);
  return exit_not_found;
}

}  // namespace

int execute(char** words, char** environment) {
  if (*words[0] != '\0' && *find(words[0], '/') == '\0') return execute_from_path(words, environment);
  execve(words[0], words, environment);
  return refuse(words[0], errno);
}

}  // namespace base
