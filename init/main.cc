// init: PID 1 of a container. Starts one program, hands it every signal, reaps
// every orphan, and leaves with its exit code.
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "base/expand.h"
#include "base/options.h"
#include "base/system.h"
#include "init/become.h"
#include "init/kernel.h"
#include "init/options.h"
#include "init/supervise.h"
#include "version.h"

const char base::program_name[] = "init";

namespace {

using init::Command;
using init::Invocation;

/// Says what is wrong with what was given. Returns init's exit code.
int refuse(const base::Misuse& misuse) {
  base::Text& line = base::start_line() << misuse.word;
  if (*misuse.value != '\0') line << " " << misuse.value;
  line << (*misuse.word != '\0' ? ": expected " : "expected ") << misuse.expected;
  base::say(line);
  return init::exit_init_failed;
}

int fail(const char* what, int error) {
  base::complain(what, error);
  return init::exit_init_failed;
}

int print(std::string_view text) {
  const int error = base::print(text);
  return error == 0 ? 0 : fail("stdout", error);
}

int install(const char* path, const char* own_path) {
  const int error = base::install(path, own_path);
  return error == 0 ? 0 : fail(path, error);
}

/// Replaces ${NAME} in each of `words` (null-terminated).
base::Misuse expand(char** words) {
  static char storage[1 << 17];  // as long as the kernel lets one argument be
  base::Text text(storage, sizeof storage);
  for (; *words != nullptr; ++words) {
    char* const expanded = storage + text.size();
    const base::Expected expected = base::expand(*words, environ, text);
    if (expected != nullptr) return {*words, "", expected};
    if (text.put('\0').is_full()) return {"", "", "words of 128 KiB in all"};
    *words = expanded;
  }
  return {};
}

int run(init::Kernel& kernel, Invocation& invocation, char** words) {
  base::Misuse misuse;
  if (invocation.pause != (*words == nullptr)) {
    misuse.expected = invocation.pause ? "no PROGRAM with --pause" : "a PROGRAM to start; see --help";
  } else if (invocation.expand) {
    misuse = expand(words);
  }
  if (misuse.expected != nullptr) return refuse(misuse);
  kernel.settle(invocation);
  if (!invocation.pause && !kernel.start(invocation, words, environ)) return fail("fork", errno);
  const int exit_code = init::supervise(kernel, invocation);
  kernel.take_terminal();
  return exit_code;
}

}  // namespace

int main(int /*count*/, char** words) {
  init::Kernel kernel;
  Invocation invocation;
  const char* const own_path = *words != nullptr ? *words++ : "init";
  base::Misuse misuse = init::Options::read_environment(environ, init::environment_prefix, invocation);
  if (misuse.expected == nullptr) misuse = init::Options::read_words(words, invocation);
  if (misuse.expected != nullptr) return refuse(misuse);
  base::take_end(words);
  if (invocation.command != Command::run) kernel.unblock();
  switch (invocation.command) {
    case Command::help: return print(init::Options::help_text());
    case Command::version: return print(init_version);
    case Command::license: return print(license);
    case Command::install: return install(invocation.install_path, own_path);
    case Command::run: break;
  }
  return run(kernel, invocation, words);
}
