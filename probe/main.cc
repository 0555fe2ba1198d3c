// probe: asks whether something is healthy, and answers with an exit code and a line.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <initializer_list>

#include "base/options.h"
#include "base/system.h"
#include "probe/converse.h"
#include "probe/deadline.h"
#include "probe/local.h"
#include "probe/options.h"
#include "probe/prepare.h"
#include "probe/protocols.h"
#include "probe/report.h"
#include "probe/socket.h"
#include "version.h"

namespace {

using probe::Command;
using probe::Invocation;

constexpr int exit_healthy = 0;
constexpr int exit_anything_else = 1;  // Docker keeps 2 for itself

int say_expected(base::Text& line, base::Expected expected) {
  line << "expected " << expected;
  base::say(line);
  return exit_anything_else;
}

/// Says what is wrong with what was given. Returns probe's exit code.
int refuse(const base::Misuse& misuse) {
  base::Text& line = base::start_line("probe");
  probe::show(line, misuse.word, 160);
  if (*misuse.value != '\0') line << " ";
  probe::show(line, misuse.value, 80);
  if (*misuse.word != '\0') line << ": ";
  return say_expected(line, misuse.expected);
}

int refuse_target(const char* word, base::Expected expected) {
  base::Text& line = base::start_line("probe");
  probe::show_target(line, word, true);
  line << ": ";
  return say_expected(line, expected);
}

int fail(const char* what, int error) {
  base::Text& line = base::start_line("probe");
  probe::show(line, what, 160);
  line << ": " << strerror(error);
  base::say(line);
  return exit_anything_else;
}

int print(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    const int error = base::write_all(STDOUT_FILENO, text);
    if (error != 0) return fail("stdout", error);
  }
  return exit_healthy;
}

int install(const char* path, const char* own_path) {
  const int error = base::install(path, own_path, "probe");
  return error == 0 ? exit_healthy : fail(path, error);
}

/// Asks one target and says its line. Returns whether it is healthy.
bool is_healthy(const char* word, const probe::Question& question) {
  static probe::Dialogue dialogue;
  probe::progress.word = word;
  probe::progress.address[0] = '\0';
  probe::progress.has_answer = false;
  probe::Socket socket;
  const bool is_asked = question.protocol->subject <= probe::Subject::datagrams;
  const probe::Verdict verdict =
      is_asked ? probe::converse(socket, question, dialogue) : probe::look(question);
  probe::enter(probe::Phase::nothing);
  if (!question.settings.quiet) {
    probe::Report line;
    probe::report(line, word, verdict, probe::progress.address);
    base::say(line, STDOUT_FILENO);
  }
  return verdict.kind == probe::Verdict::Kind::healthy;
}

/// Asks every target, each of which was found to be right before the first is asked.
int ask(const Invocation& invocation, const probe::TextList& targets) {
  probe::Question question;
  question.settings = invocation;
  for (const char* const word : targets) {
    const base::Expected expected = probe::read_target(word, question);
    if (expected != nullptr) return refuse_target(word, expected);
  }
  probe::fill_standard_descriptors();
  probe::start_deadline(invocation.timeout, invocation.quiet);
  for (const char* const word : targets) {
    probe::read_target(word, question);
    if (!is_healthy(word, question)) return exit_anything_else;
  }
  return exit_healthy;
}

int run(Invocation& invocation, std::size_t baked_headers, char** words) {
  static probe::Storage storage;
  probe::TextList targets;
  const base::Expected expected = probe::prepare_headers(invocation, baked_headers, environ, storage);
  if (expected != nullptr) return refuse({"--header", "", expected});
  const base::Misuse misuse = probe::prepare_targets(words, environ, storage, targets);
  if (misuse.expected == nullptr) return ask(invocation, targets);
  return *misuse.word != '\0' ? refuse_target(misuse.word, misuse.expected) : refuse(misuse);
}

}  // namespace

int main(int /*count*/, char** words) {
  signal(SIGPIPE, SIG_IGN);  // a line that nobody reads is no reason to end with another exit code
  Invocation invocation;
  const char* const own_path = *words != nullptr ? *words++ : "probe";
  base::Misuse misuse = probe::Options::read_environment(environ, probe::environment_prefix, invocation);
  const std::size_t baked_headers = invocation.given_headers.size();
  if (misuse.expected == nullptr) misuse = probe::Options::read_words(words, invocation);
  if (misuse.expected != nullptr) return refuse(misuse);
  switch (invocation.command) {
    case Command::help:
      return print({probe::Options::help_text(),
                    {probe::protocol_help.bytes.data(), probe::protocol_help.size},
                    probe::notes});
    case Command::version: return print({probe_version});
    case Command::install: return install(invocation.install_path, own_path);
    case Command::ask: break;
  }
  return run(invocation, baked_headers, words);
}
