// probe: asks whether targets are healthy, prints a line for each, and exits with 0 if all of them are.
#include "base/os/main.h"

#include "base/option_parser.h"
#include "base/os/command.h"
#include "base/os/execute.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
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

constexpr int exit_healthy = 0;

// Descriptors.
constexpr int standard_output = 1;
constexpr int standard_error = 2;

/// Prints what is wrong with what the user gave. Returns probe's exit code.
int usage_error(const probe::UsageError& error) {
  base::Line line;
  probe::put_usage_error(line, error);
  return base::command::fail(line);
}

/// The arguments of the command line that are not options.
struct Operands {
  probe::TextList targets;
  char** program = nullptr;  // PROGRAM and its arguments, null-terminated; nullptr: none
};

/// Becomes PROGRAM, after all targets were healthy. It is not inlined: the 4 KiB for a path would be on the
/// stack while targets are asked.
[[gnu::noinline, noreturn]] void become(char** program, char** environment) {
  probe::cancel_deadline();
  base::execute(program, environment);
  base::exit_process(exit_failed);  // as in run_program(): a handler may still print
}

/// Most of probe's memory. A check uses only the start of each part.
struct Buffers {
  /// It is not inlined, because it is shorter with a pointer to this than in the large stack frame of run().
  [[gnu::noinline]] explicit Buffers(char** environment) : preparation(environment) {}

  probe::TargetList targets;
  probe::Preparation preparation;
  probe::Question question;
  probe::Dialogue dialogue;
};

/// Asks the targets, and becomes PROGRAM if there is one. Returns the exit code.
int run(Invocation& invocation, const Operands& operands, char** environment) {
  Buffers buffers(environment);
  auto& [targets, preparation, question, dialogue] = buffers;
  if (!preparation.prepare(invocation, operands.targets, targets)) return usage_error(preparation.error());
  const bool has_program = operands.program != nullptr;
  const int output = has_program ? standard_error : standard_output;  // stdout is for PROGRAM
  probe::Output lines(invocation.quiet ? -1 : output);
  if (!probe::ask_all(invocation, targets, has_program, question, dialogue, lines)) return exit_failed;
  if (has_program) become(operands.program, environment);
  return exit_healthy;
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

int run_program(char** arguments, char** environment) {
  probe::SignalState signals;
  probe::block_signals(signals);
  Invocation invocation;
  Operands operands;
  const char* const own_path = *arguments != nullptr ? *arguments++ : "probe";
  base::Misuse misuse = probe::Options::read_environment(environment, probe::environment_prefix, invocation);
  invocation.environment_headers = invocation.given_headers.size();
  invocation.environment_steps = invocation.steps;
  invocation.steps = {};
  invocation.given = 0;  // an image's variables may be for other targets
  if (misuse.is_none()) misuse = read_arguments(arguments, invocation, operands);
  if (!misuse.is_none()) return usage_error({misuse});
  // It ends here, because a handler that runs after the return would find no `signals`.
  if (invocation.command == Command::ask) base::exit_process(run(invocation, operands, environment));
  probe::restore_signals(probe::signals_of_output);
  switch (invocation.command) {
    case Command::help: return base::command::print_help(probe::help_text());
    case Command::version: return base::command::print(probe_version);
    case Command::license: return base::command::print(probe_license);
    case Command::install: return base::command::install(invocation.install_path, own_path);
    case Command::ask: break;
  }
  return exit_healthy;
}
