// probe: asks whether something is healthy, and answers with an exit code and a line.
#include <unistd.h>

#include <csignal>
#include <initializer_list>

#include "base/options.h"
#include "base/os/execute.h"
#include "base/os/system.h"
#include "probe/options.h"
#include "probe/os/ask.h"
#include "probe/os/deadline.h"
#include "probe/os/output.h"
#include "probe/prepare.h"
#include "probe/protocols.h"
#include "probe/report.h"
#include "version.h"

const char base::program_name[] = "probe";

namespace {

using probe::Command;
using probe::Invocation;

using Handler = void (*)(int);

constexpr int exit_healthy = 0;
constexpr int exit_anything_else = 1;  // Docker keeps 2 for itself

int say_expected(base::Text& line, base::Expected expected) {
  line << "expected " << expected;
  base::print_line(line);
  return exit_anything_else;
}

/// Says what is wrong with what was given. Returns probe's exit code.
int usage_error(const base::Misuse& misuse) {
  base::Line line;
  // What was to be sent may be a password, and what is no option may be anything.
  const bool is_secret =
      misuse.expected == base::expected_option || misuse.expected == probe::expected_escape;
  probe::show_word(line, misuse.word, is_secret);
  const bool is_variable = misuse.expected == base::expected_variable;
  const char* const end = is_variable ? base::skip_name(misuse.value) : base::find(misuse.value, '\0');
  if (*misuse.value != '\0' && !is_secret) probe::show(line << " ", {misuse.value, end}, 80);
  if (*misuse.word != '\0') line << ": ";
  return say_expected(line, misuse.expected);
}

/// As usage_error(), of a target. `unset` starts with the name of the variable that it lacks, if it does:
/// what is shown of it may not hold that.
int target_error(const char* word, base::Expected expected, bool is_path, const char* unset) {
  base::Line line;
  is_path ? probe::show(line, word, 140) : probe::show_wrong_target(line, word);
  if (*unset != '\0') probe::show(line << " ", {unset, base::skip_name(unset)}, 80);
  line << ": ";
  return say_expected(line, expected);
}

int fail(const char* what, int error) {
  base::print_error(what, error);
  return exit_anything_else;
}

int print(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    const int error = base::print(text);
    if (error != 0) return fail("stdout", error);
  }
  return exit_healthy;
}

int install(const char* path, const char* own_path) {
  const int error = base::install(path, own_path);
  return error == 0 ? exit_healthy : fail(path, error);
}

/// Becomes PROGRAM, once all targets are healthy. Returns only if that failed.
int become(char** program, Handler pipe_handler) {
  probe::stop_deadline();
  signal(SIGPIPE, pipe_handler);
  base::execute(program, environ);
  return exit_anything_else;
}

/// What the command line names beside its options.
struct Words {
  probe::TextList targets;
  char** program = nullptr;  // null-terminated; nullptr: none
};

int run(Invocation& invocation, std::size_t baked_headers, const Words& words, Handler pipe_handler) {
  static probe::Storage storage;
  base::Expected expected = probe::prepare_headers(invocation, baked_headers, environ, storage);
  if (expected != nullptr) return usage_error({"--header", storage.unset, expected});
  expected = probe::prepare_credentials(invocation, environ, storage);
  if (expected != nullptr) return usage_error({"--user", storage.unset, expected});
  probe::TextList targets;
  const base::Misuse misuse = probe::prepare_targets(words.targets, environ, storage, targets);
  if (misuse.expected != nullptr)
    return *misuse.word != '\0' && misuse.word != probe::targets_variable
               ? target_error(misuse.word, misuse.expected, false, misuse.value)
               : usage_error(misuse);
  static probe::TargetList parsed;
  const probe::Refusal wrong = probe::read_targets(targets, parsed);
  if (wrong.expected != nullptr) return target_error(wrong.word, wrong.expected, wrong.is_path, "");
  const int output = words.program == nullptr ? STDOUT_FILENO : STDERR_FILENO;  // the other is the program's
  static probe::Output lines(invocation.quiet ? -1 : output);
  static probe::Dialogue dialogue;
  const bool has_program = words.program != nullptr;
  if (!probe::ask_all(invocation, parsed, has_program, dialogue, lines)) return exit_anything_else;
  return has_program ? become(words.program, pipe_handler) : exit_healthy;
}

/// Reads options and targets in any order, up to "--" and the program behind it.
base::Misuse read_words(char** at, Invocation& invocation, Words& words) {
  for (;; words.targets.add(*at++)) {
    const base::Misuse misuse = probe::Options::read_words(at, invocation);
    if (misuse.expected != nullptr || *at == nullptr) return misuse;
    if (!base::take_end(at)) continue;
    words.program = at;
    return {"--", "", *at == nullptr ? "a PROGRAM behind it" : nullptr};
  }
}

}  // namespace

int main(int /*count*/, char** arguments) {
  probe::block_signals();
  // If the reader of the lines has gone, the exit code stays the same.
  const Handler pipe_handler = signal(SIGPIPE, SIG_IGN);
  Invocation invocation;
  Words words;
  const char* const own_path = *arguments != nullptr ? *arguments++ : "probe";
  base::Misuse misuse = probe::Options::read_environment(environ, probe::environment_prefix, invocation);
  const std::size_t baked_headers = invocation.given_headers.size();
  if (misuse.expected == nullptr) misuse = read_words(arguments, invocation, words);
  if (misuse.expected != nullptr) return usage_error(misuse);
  if (invocation.command == Command::ask) return run(invocation, baked_headers, words, pipe_handler);
  probe::restore_signals();
  switch (invocation.command) {
    case Command::help:
      return print({probe::Options::help_text(),
                    {probe::protocol_help.bytes.data(), probe::protocol_help.size},
                    probe::notes});
    case Command::version: return print({probe_version});
    case Command::install: return install(invocation.install_path, own_path);
    case Command::ask: break;
  }
  return exit_healthy;
}
