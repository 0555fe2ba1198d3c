#include "base/os/execute.h"

#include <fcntl.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/execution.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/text.h"

namespace base {
namespace {

bool exists(const char* path) { return system::find_file(path) == 0; }

/// Prints why `path` was not executed. `result` is what execve(2) returned. Returns the exit code.
int explain(const char* path, int result) {
  char head[256] = {};
  const bool is_directory = open_file(path, O_PATH | O_DIRECTORY) >= 0;
  system::read(open_file(path, O_RDONLY | O_NONBLOCK), head, sizeof head - 1);
  Line line;
  const int exit_code = explain_exec_failure(line, {path, -result, exists(path), is_directory, head});
  print_line(line);
  return exit_code;
}

/// Executes `arguments[0]` from the directories in PATH, as execute() does.
int execute_from_path(char** arguments, char** environment) {
  char files[2][4096];
  const char* path = find_variable(environment, "PATH");
  if (path == nullptr) path = default_path;
  const char* denied = nullptr;
  for (bool is_more = true; is_more;) {
    char* const file = files[denied == nullptr ? 0 : 1];
    Text text(file, sizeof files[0]);
    is_more = next_candidate(path, arguments[0], text);
    if (text.is_full()) continue;  // the path is too long: it was cut
    const int result = system::execve(file, arguments, environment);
    const Candidate candidate = judge_candidate(exists(file), -result);
    if (candidate == Candidate::decisive) return explain(file, result);
    if (candidate == Candidate::denied && denied == nullptr) denied = file;
  }
  if (denied != nullptr) return explain(denied, -EACCES);
  print_error(arguments[0], -ENOENT);
  return exit_not_found;
}

}  // namespace

int execute(char** arguments, char** environment) {
  if (*arguments[0] != '\0' && *find(arguments[0], '/') == '\0')
    return execute_from_path(arguments, environment);
  return explain(arguments[0], system::execve(arguments[0], arguments, environment));
}

}  // namespace base
