// The lines for usage errors, and what they must not show.
#include "base/usage_error.h"

#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/usage_error.h"

namespace {

using base::Expected;
using base::Misuse;
using probe::Given;
using Kind = Expected::Kind;

std::string line_of(const probe::UsageError& error) {
  base::TextOf<512> line;
  put_usage_error(line, error);
  return std::string(line.view());
}

TEST_CASE("what was expected has a kind") {
  CHECK(base::valid().is_valid());
  CHECK(base::expect(true, "x").is_valid());
  CHECK(base::expect(false, "x").kind == Kind::value);
  CHECK(base::expect(false, "x").text == std::string_view("x"));
  CHECK(base::wrong_value("x").kind == Kind::value);
  CHECK(base::wrong_secret("x").kind == Kind::secret);
  CHECK(base::unknown_option().kind == Kind::option);
  CHECK(base::unset_variable().kind == Kind::mistake);
  CHECK(Misuse().is_none());
  CHECK_FALSE(Misuse("a", base::wrong_secret("x")).is_none());
}

TEST_CASE("init shows all that was given") {
  struct {
    Misuse misuse;
    const char* line;
  } const rows[] = {
      {{"-k", "soon", base::wrong_value("a time")}, "-k soon: expected a time"},
      {{"--kill-after=soon", base::wrong_value("a time")}, "--kill-after=soon: expected a time"},
      {{"", base::wrong_value("a PROGRAM")}, "expected a PROGRAM"},
      {{"-k", "a\nb", base::wrong_value("a time")}, "-k a\\x0ab: expected a time"},
      {{"--no=1", base::unknown_option()}, "--no=1: unknown option; see --help"},
  };
  for (const auto& row : rows) {
    base::TextOf<128> line;
    base::put_usage_error(line, row.misuse);
    CHECK(line.view() == row.line);
  }
}

TEST_CASE("probe shows a value unless its kind hides it") {
  struct {
    Kind kind;
    bool hides;
    bool is_alternative;
  } const rows[] = {
      {Kind::value, false, true},
      {Kind::mistake, false, false},
      {Kind::secret, true, true},
      {Kind::option, true, false},
  };
  for (const auto& row : rows) {
    const Expected expected = {"x", row.kind};
    CHECK(expected.hides_value() == row.hides);
    const std::string words[] = {line_of({{"--name=VALUE", expected}}),
                                 line_of({{"PROBE_NAME=VALUE", expected}}), line_of({{"-nVALUE", expected}}),
                                 line_of({{"-n", "VALUE", expected}}),
                                 line_of({{"--name", "VALUE", expected}})};
    for (const std::string& line : words) {
      CAPTURE(line);
      CHECK((line.find("VALUE") == std::string::npos) == row.hides);
      CHECK(line.ends_with(row.is_alternative ? ": expected x" : ": x"));
    }
  }
  const Expected secret = base::wrong_secret("x");
  CHECK(line_of({{"--name=VALUE", secret}}) == "--name...: expected x");
  CHECK(line_of({{"PROBE_NAME=VALUE", secret}}) == "PROBE_NAME...: expected x");
  CHECK(line_of({{"-nVALUE", secret}}) == "-n...: expected x");
  CHECK(line_of({{"-n", "VALUE", secret}}) == "-n: expected x");
}

TEST_CASE("probe says what a long option with one dash lacks") {
  const Expected time = base::wrong_value("a time");
  const std::string lacking = ": expected two dashes before a long option";
  CHECK(line_of({{"-timeout=1s", time}}) == "-timeout=1s" + lacking);
  CHECK(line_of({{"-addr", "h:1", time}}) == "-addr h:1" + lacking);
  CHECK(line_of({{"-tls", time}}) == "-tls" + lacking);
  CHECK(line_of({{"-tls", base::unknown_option()}}) == "-t...: unknown option; see --help");
  for (const char* const word : {"-ts", "-t5sec", "-XGET", "-t", "--timeout=x", "PROBE_TIMEOUT=x"}) {
    CAPTURE(word);
    CHECK(line_of({{word, time}}) == std::string(word) + ": expected a time");
  }
}

TEST_CASE("a target is shown without its password, a path as it is") {
  const Expected port = base::wrong_value("a port");
  CHECK(line_of({{"http://u:secret@h:x/", port}, Given::target}) == "http://h:x/: expected a port");
  CHECK(line_of({{"http://name:secret", port}, Given::target}) == "http://name:...: expected a port");
  CHECK(line_of({{"", port}, Given::target}) == "'': expected a port");
  CHECK(line_of({{"file:a@b", port}, Given::path}) == "file:a@b: expected a port");
  CHECK(line_of({{"http://h:${NONE}", "NONE", base::unset_variable()}, Given::target}) ==
        "http://h:${NONE} NONE: not set; set it, or write ${NAME:-default}");
  CHECK(line_of({{"", port}}) == "expected a port");
}

}  // namespace
