// Command lines and environments of both programs: none is read beyond its end, and an option means in an
// environment what it means on a command line.
#include "init/options.h"

#include "fuzz/support.h"
#include "probe/options.h"

namespace {

using fuzz::check;

/// Reads options, with other words between them, as probe does.
template <class Options, class Invocation>
base::Misuse read_line(fuzz::Words& words, Invocation& invocation) {
  for (char** at = words.data();; ++at) {
    const base::Misuse misuse = Options::read_arguments(at, invocation);
    check(at <= words.data() + words.size());
    if (!misuse.is_none() || *at == nullptr || base::take_end_of_options(at)) return misuse;
    check(**at != '-' || (*at)[1] == '\0');
  }
}

/// The variable of an option that is written as --name=value.
std::string variable_of(std::string_view option, std::string_view prefix) {
  std::string variable(prefix);
  const std::size_t end = option.find('=');
  for (const char letter : option.substr(2, end - 2)) {
    variable += letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
  }
  return variable.append(option.substr(end));
}

/// Whether a word is --NAME=VALUE.
bool is_long(std::string_view word) { return word.starts_with("--") && word.find('=') < word.size() - 1; }

/// The text of what was expected; empty if the value is valid.
std::string_view text_of(const base::Expected& expected) {
  return expected.is_valid() ? std::string_view() : expected.text;
}

/// Checks that a value on a command line and the same value in an environment have the same result.
template <class Options, class Invocation>
void check_both(std::string_view word, std::string_view prefix) {
  fuzz::Words line(word);
  fuzz::Words environment(variable_of(word, prefix));
  Invocation invocation;
  const base::Expected expected = read_line<Options>(line, invocation).expected;
  if (invocation.command != Invocation{}.command) return;
  const base::Expected baked =
      Options::read_environment(environment.data(), prefix.data(), invocation).expected;
  const bool is_value = expected.kind != base::Expected::Kind::option && text_of(expected) != "no value";
  if (is_value) check(baked.kind == expected.kind && text_of(baked) == text_of(expected));
}

template <class Options, class Invocation>
void check_words(fuzz::Words& words, std::string_view prefix) {
  Invocation given;
  const base::Misuse misuse = read_line<Options>(words, given);
  check(misuse.is_none() || misuse.word[0] == '-');
  base::TextOf<128> line;
  check(fuzz::is_one_line((line << misuse.word << misuse.value).view()));
  Invocation baked;
  const base::Misuse wrong = Options::read_environment(words.data(), prefix.data(), baked);
  check(wrong.is_none() || std::string_view(wrong.word).starts_with(prefix));
  check(baked.command == Invocation{}.command);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const std::string_view word = words[i]; is_long(word)) check_both<Options, Invocation>(word, prefix);
  }
}

}  // namespace

/// The first byte selects the program; the rest are words with NULs between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool is_init = input.byte() % 2 == 0;
  fuzz::Words words;
  while (!input.is_empty()) words.add(input.text());
  is_init ? check_words<init::Options, init::Invocation>(words, init::environment_prefix)
          : check_words<probe::Options, probe::Invocation>(words, probe::environment_prefix);
  return 0;
}
