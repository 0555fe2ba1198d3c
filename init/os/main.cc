// init: PID 1 of a container. Starts one program, forwards every signal to it, reaps every orphan, and exits
// with the program's exit code. run_program() reads the options, and then runs a command or supervises
// PROGRAM.
#include "base/os/main.h"

#include <cstddef>
#include <cstdint>

#include "base/expand.h"
#include "base/option_parser.h"
#include "base/os/command.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/usage_error.h"
#include "init/options.h"
#include "init/os/kernel.h"
#include "init/supervise.h"
#include "version.h"

const char base::program_name[] = "init";
const int base::command::exit_failed = init::exit_init_failed;

namespace {

using init::Command;
using init::Invocation;

/// Prints what is wrong with the command line or the environment. Returns init's exit code.
int usage_error(const base::Misuse& misuse) {
  base::Line line;
  base::put_usage_error(line, misuse);
  return base::command::fail(line);
}

/// Reports a variable that looks as if it were init's: its name may be mistyped. Its value may be a secret.
/// It is not inlined: the line would be on the stack of run_program() all the time, and a small one has to
/// do.
[[gnu::noinline]] void report_unknown(const char* variable) {
  base::Line line;
  base::put_name(line, {variable, base::find(variable, '=')});
  base::print_line(line << ": no such variable; see --help");
}

constexpr std::size_t most_expanded = 1 << 17;  // as the longest argument of execve(2) (MAX_ARG_STRLEN)

/// Replaces ${NAME} in each of `arguments` (null-terminated). Returns the first misuse. The new arguments are
/// in the memory after the program's own (brk(2)), because a stack may be smaller than they are.
base::Misuse expand(char** arguments, char** environment) {
  const std::uintptr_t start = base::system::brk(0);
  const std::uintptr_t end = start + most_expanded;
  if (base::system::brk(end) != end) return {"--expand", base::wrong_value("128 KiB of memory")};
  auto* const storage = reinterpret_cast<char*>(start);
  base::Text text(storage, most_expanded);
  for (; *arguments != nullptr; ++arguments) {
    char* const expanded = storage + text.size();
    const base::Expansion expansion = base::expand(*arguments, environment, text);
    if (!expansion.expected.is_valid()) return {*arguments, expansion.unset, expansion.expected};
    if (text.put('\0').is_full()) return {"", base::wrong_value("at most 128 KiB in all")};
    *arguments = expanded;
  }
  return {};
}

/// Starts PROGRAM, unless init pauses, and supervises it. Returns init's exit code.
int supervise_program(init::Kernel& kernel, Invocation& invocation, char** arguments, char** environment) {
  kernel.set_up_process(invocation);
  const int result = invocation.pause ? 0 : kernel.start(invocation, arguments, environment);
  if (result != 0) return base::command::fail("fork", result);
  init::Kernel::release_files();
  const int exit_code = init::Supervision(kernel, invocation).run();
  if (invocation.has_terminal) kernel.take_terminal();
  return exit_code;
}

}  // namespace

int run_program(char** arguments, char** environment) {
  init::Kernel kernel;
  Invocation invocation;
  const char* const own_path = *arguments != nullptr ? *arguments++ : "init";
  base::Misuse misuse = read_options(arguments, environment, invocation);
  if (!misuse.is_none()) return usage_error(misuse);
  base::take_end_of_options(arguments);
  if (invocation.command != Command::run) kernel.unblock();
  switch (invocation.command) {
    case Command::help: return base::command::print_help(init::help_text());
    case Command::version: return base::command::print(init_version);
    case Command::license: return base::command::print(init_license);
    case Command::install: return base::command::install(invocation.install_path, own_path);
    case Command::run: break;
  }
  const base::Expected expected = check_program(invocation, *arguments != nullptr);
  if (!expected.is_valid()) return usage_error({"", expected});
  if (invocation.unknown_variable != nullptr) report_unknown(invocation.unknown_variable);
  if (invocation.expand) misuse = expand(arguments, environment);
  if (!misuse.is_none()) return usage_error(misuse);
  return supervise_program(kernel, invocation, arguments, environment);
}
