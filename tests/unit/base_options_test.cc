// What is made from the rows of options, with rows that no program has.
#include <string>
#include <string_view>
#include <vector>

#include "base/composed.h"
#include "base/option_parser.h"
#include "doctest.h"

namespace {

using base::Expected;
using base::OptionKind;

struct Settings {
  std::string log;
};

template <char mark>
constexpr Expected append(Settings& to, const char* value) {
  to.log += mark;
  to.log += value;
  return base::expect(value != std::string_view("bad"), "a good value");
}

constexpr base::Option<Settings> rows[] = {
    {'f', "flag", base::no_value, "a flag", append<'f'>},
    {'v', "value", "TEXT", "takes text", append<'v'>},
    {base::no_letter, "two-words", "N", "has no letter", append<'n'>},
    {'h', "help", base::no_value, "a command", append<'h'>, OptionKind::command},
};

using Parser = base::OptionParser<Settings, rows>;

TEST_CASE("the help has a line for each row") {
  constexpr auto put = [](base::Text& help) { base::put_option_lines(help, rows); };
  CHECK(base::composed<put>() ==
        "\t-f, --flag\ta flag\n"
        "\t-v, --value=TEXT\ttakes text\n"
        "\t    --two-words=N\thas no letter\n"
        "\t-h, --help\ta command\n");
}

TEST_CASE("the help has two columns") {
  base::TextOf<256> out;
  base::put_in_columns(out.append("before"),
                       "\tone\ttwo\nplain\n\tA name of more than thirty letters\tthree\n");
  CHECK(out.view() ==
        "before  one                         two\n"
        "plain\n"
        "  A name of more than thirty lettersthree\n");
}

TEST_CASE("words are read by the rows") {
  struct {
    std::vector<const char*> words;
    const char* log;       // each option's mark and value
    const char* rest;      // the first word that is not an option
    const char* expected;  // nullptr: nothing is wrong
  } const table[] = {
      {{"-f", "--flag", "x"}, "ff", "x", nullptr},
      {{"-fv", "a", "x"}, "fva", "x", nullptr},
      {{"-fva", "x"}, "fva", "x", nullptr},
      {{"--value=a", "--value", "b", "--two-words=", "x"}, "vavbn", "x", nullptr},
      {{"-v=a", "x"}, "v=a", "x", nullptr},
      {{"-v", "", "x"}, "v", "x", nullptr},
      {{"-v", "--", "--", "x"}, "v--", "--", nullptr},
      {{"-"}, "", "-", nullptr},
      {{"--flag=", "x"}, "", "x", "no value"},
      {{"-v", "bad", "x"}, "vbad", "x", "a good value"},
      {{"-n", "x"}, "", "x", "unknown option; see --help"},
      {{"--fla", "x"}, "", "x", "unknown option; see --help"},
      {{"--flags", "x"}, "", "x", "unknown option; see --help"},
      {{"--two_words=1", "x"}, "", "x", "unknown option; see --help"},
      {{"--", "-f"}, "", "--", nullptr},
  };
  for (const auto& row : table) {
    std::vector<const char*> words = row.words;
    words.push_back(nullptr);
    char** at = const_cast<char**>(words.data());
    Settings settings;
    const base::Misuse misuse = Parser::read_arguments(at, settings);
    CAPTURE(row.words[0]);
    CHECK(settings.log == row.log);
    CHECK(*at == std::string_view(row.rest));
    CHECK(misuse.is_none() == (row.expected == nullptr));
    if (row.expected != nullptr) CHECK(misuse.expected.text == std::string_view(row.expected));
  }
}

TEST_CASE("variables are read by the rows") {
  struct {
    const char* variable;
    const char* log;
    const char* expected;  // nullptr: nothing is wrong
  } const table[] = {
      {"X_FLAG=1", "f", nullptr},       {"X_FLAG=0", "", nullptr},
      {"X_FLAG=2", "", "1 or 0"},       {"X_FLAG=11", "", "1 or 0"},
      {"X_FLAG=", "", nullptr},         {"X_FLAG", "", nullptr},
      {"X_VALUE=a=b", "va=b", nullptr}, {"X_VALUE=bad", "vbad", "a good value"},
      {"X_TWO_WORDS=1", "n1", nullptr}, {"X_TWO-WORDS=1", "", nullptr},
      {"X_value=1", "", nullptr},       {"X_HELP=1", "", nullptr},
      {"Y_VALUE=1", "", nullptr},
  };
  for (const auto& row : table) {
    const char* const environment[] = {row.variable, nullptr};
    Settings settings;
    const base::Misuse misuse = Parser::read_environment(environment, "X_", settings);
    CAPTURE(row.variable);
    CHECK(settings.log == row.log);
    CHECK(misuse.is_none() == (row.expected == nullptr));
    if (row.expected != nullptr) CHECK(misuse.expected.text == std::string_view(row.expected));
  }
}

}  // namespace
