#include "base/os/execute.h"

#include <fcntl.h>

#include <cerrno>

#include "base/cursor.h"
#include "base/execution.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/os/signal_calls.h"
#include "base/text.h"

namespace base {
namespace {

bool exists(const char* path) { return system::find_file(path) == 0; }

/// Prints why a program was not executed. `file` is its path; empty: it is not in PATH. `result` is what
/// execve(2) returned. Returns the exit code.
int explain(const char* name, const char* file, int result) {
  char head[256] = {};
  const bool is_directory = open_file(file, O_PATH | O_DIRECTORY) >= 0;
  system::read(open_file(file, O_RDONLY | O_NONBLOCK), head, sizeof head - 1);
  Line line;
  const int exit_code = explain_exec_failure(line, {name, -result, exists(file), is_directory, head});
  print_line(line);
  return exit_code;
}

/// A program to become, as execute() is given it.
struct Program {
  char** arguments;
  char** environment;
  const SignalSet* mask;
};

/// Executes a file. Returns only the error. While init prints that, its signals are blocked again: the
/// terminal suspends a process in the background that writes to it (stty tostop), and the parent would wait
/// for ever.
int execute_file(const char* path, const Program& program) {
  constexpr SignalSet every_signal = ~SignalSet{0};
  if (program.mask != nullptr) system::set_signal_mask(*program.mask, nullptr);
  const int result = system::execve(path, program.arguments, program.environment);
  if (program.mask != nullptr) system::set_signal_mask(every_signal, nullptr);
  return result;
}

/// Executes a program from the directories in PATH, as execute() does.
int execute_from_path(const Program& program) {
  const char* const name = program.arguments[0];
  const char* path = find_variable(program.environment, "PATH");
  if (path == nullptr) path = default_path;
  const char* denied = nullptr;  // in PATH: the directory of the first file that may not be executed
  char file[4096];
  for (bool is_more = true; is_more;) {
    const char* const directory = path;
    Text text(file, sizeof file);
    is_more = next_candidate(path, name, text);
    if (text.is_full()) continue;  // the path is too long: it was cut
    const int result = execute_file(file, program);
    const Candidate candidate = judge_candidate(exists(file), -result);
    if (candidate == Candidate::decisive) return explain(file, file, result);
    if (candidate == Candidate::denied && denied == nullptr) denied = directory;
  }
  if (denied == nullptr) return explain(name, "", -ENOENT);
  Text text(file, sizeof file);
  next_candidate(denied, name, text);
  return explain(file, file, -EACCES);
}

}  // namespace

int execute(char** arguments, char** environment, const SignalSet* mask) {
  const Program program{arguments, environment, mask};
  const char* const path = arguments[0];
  if (*path != '\0' && *find(path, '/') == '\0') return execute_from_path(program);
  return explain(path, path, execute_file(path, program));
}

}  // namespace base
