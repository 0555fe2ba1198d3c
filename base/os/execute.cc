// Becoming another program.
#include "base/os/execute.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/os/system.h"
#include "base/os/system_call.h"

namespace base {
namespace {

/// Returns the error, negative.
int try_file(const char* path, char** words, char** environment) {
  return static_cast<int>(system_call(SYS_execve, path, words, environment));
}

bool exists(const char* path) { return system_call(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

/// Says why `path` did not run. Returns the exit code.
int refuse(const char* path, int result) {
  char head[256] = {};
  const bool is_directory = open_file(path, O_PATH | O_DIRECTORY) >= 0;
  system_call(SYS_read, open_file(path, O_RDONLY | O_NONBLOCK), head, sizeof head - 1);
  Line line;
  const int exit_code = explain_exec_failure(line, {path, -result, exists(path), is_directory, head});
  print_line(line);
  return exit_code;
}

int execute_from_path(char** words, char** environment) {
  char files[2][4096];
  const char* path = find_variable(environment, "PATH");
  if (path == nullptr) path = default_path;
  const char* denied = nullptr;
  for (bool is_more = true; is_more;) {
    char* const file = files[denied == nullptr ? 0 : 1];
    Text text(file, sizeof files[0]);
    is_more = next_candidate(path, words[0], text);
    if (text.is_full()) continue;
    const int result = try_file(file, words, environment);
    if (!exists(file)) continue;
    if (result != -EACCES) return refuse(file, result);
    if (denied == nullptr) denied = file;
  }
  if (denied != nullptr) return refuse(denied, -EACCES);
  print_error(words[0], ENOENT);
  return exit_not_found;
}

}  // namespace

int execute(char** words, char** environment) {
  if (*words[0] != '\0' && *find(words[0], '/') == '\0') return execute_from_path(words, environment);
  return refuse(words[0], try_file(words[0], words, environment));
}

}  // namespace base
