// probe: asks whether targets are healthy, prints a line for each, and exits with 0 if all of them are.
#include <unistd.h>

#include <csignal>
#include <cstddef>

#include "base/option_parser.h"
#include "base/os/command.h"
#include "base/os/execute.h"
#include "base/os/output.h"
#include "probe/help.h"
#include "probe/options.h"
#include "probe/os/ask.h"
#include "probe/os/deadline.h"
#include "probe/os/output.h"
#include "probe/prepare.h"
#include "probe/usage_error.h"
#include "version.h"

const char base::program_name[] = "probe";
const int base::command::exit_failed = 1;  // also if a target is not healthy: Docker keeps 2 for itself

namespace {

using base::command::exit_failed;
using probe::Command;
using probe::Invocation;

using Handler = void (*)(int);

/// What a process gets that writes when the reader of its output is gone, or to a file that may not grow
/// (RLIMIT_FSIZE). They are ignored: probe still exits with its own code.
constexpr int signals_of_output[] = {SIGPIPE, SIGXFSZ};

/// What probe was started with, for each of signals_of_output.
using GivenHandlers = Handler[std::size(signals_of_output)];

constexpr int exit_healthy = 0;

/// Prints what is wrong with what the user gave. Returns probe's exit code.
int usage_error(const probe::UsageError& error) {
  base::Line line;
  probe::put_usage_error(line, error);
  return base::command::fail(line);
}

/// Becomes PROGRAM, after all targets were healthy. Returns only if that failed, with the exit code.
int become(char** program, const GivenHandlers& given) {
  probe::cancel_deadline();
  for (std::size_t i = 0; i < std::size(given); ++i) signal(signals_of_output[i], given[i]);
  base::execute(program, environ);
  return exit_failed;
}

/// The arguments of the command line that are not options.
struct Operands {
  probe::TextList targets;
  char** program = nullptr;  // PROGRAM and its arguments, null-terminated; nullptr: none
};

/// Asks the targets, and becomes PROGRAM if there is one. Returns the exit code.
int run(Invocation& invocation, const Operands& operands, const GivenHandlers& given) {
  static probe::Preparation preparation(environ);
  static probe::TargetList targets;
  if (!preparation.prepare(invocation, operands.targets, targets)) return usage_error(preparation.error());
  const bool has_program = operands.program != nullptr;
  const int output = has_program ? STDERR_FILENO : STDOUT_FILENO;  // stdout is for PROGRAM
  static probe::Output lines(invocation.quiet ? -1 : output);
  static probe::Dialogue dialogue;
  if (!probe::ask_all(invocation, targets, has_program, dialogue, lines)) return exit_failed;
  return has_program ? become(operands.program, given) : exit_healthy;
}

/// Reads options and targets in any order, up to "--" and the program after it.
base::Misuse read_arguments(char** at, Invocation& invocation, Operands& operands) {
  for (;; operands.targets.add(*at++)) {
    const base::Misuse misuse = probe::Options::read_arguments(at, invocation);
    if (!misuse.is_none() || *at == nullptr) return misuse;
    if (!base::take_end_of_options(at)) continue;
    operands.program = at;
    return {"--", base::expect(*at != nullptr, "a PROGRAM after it")};
  }
}

}  // namespace

int main(int /*count*/, char** arguments) {
  probe::block_signals();
  GivenHandlers given;
  for (std::size_t i = 0; i < std::size(given); ++i) given[i] = signal(signals_of_output[i], SIG_IGN);
  Invocation invocation;
  Operands operands;
  const char* const own_path = *arguments != nullptr ? *arguments++ : "probe";
  base::Misuse misuse = probe::Options::read_environment(environ, probe::environment_prefix, invocation);
  invocation.environment_headers = invocation.given_headers.size();
  invocation.environment_steps = invocation.steps;
  invocation.steps = {};
  invocation.given = 0;  // an image's variables may be for other targets
  if (misuse.is_none()) misuse = read_arguments(arguments, invocation, operands);
  if (!misuse.is_none()) return usage_error({misuse});
  if (invocation.command == Command::ask) return run(invocation, operands, given);
  probe::restore_signals();
  switch (invocation.command) {
    case Command::help: return base::command::print_help(probe::help_text());
    case Command::version: return base::command::print(probe_version);
    case Command::license: return base::command::print(probe_license);
    case Command::install: return base::command::install(invocation.install_path, own_path);
    case Command::ask: break;
  }
  return exit_healthy;
}
