// dns:// asks a name server: its query, and the verdicts on replies.
#include <string>
#include <string_view>

#include "doctest.h"
#include "tests/unit/judging.h"

namespace {

using namespace std::literals;
using test::Kind;

/// A message of DNS with the id of the query: its flags, and what follows the numbers of records.
std::string message(std::string_view flags, std::string_view rest = {}) {
  return "ap" + std::string(flags) + "\0\1\0\0\0\0\0\0"s + std::string(rest);
}

const std::string standard_query = message("\1\0"sv);

TEST_CASE("a name server is asked for a name or for the root") {
  const std::string root = standard_query + "\0\0\2\0\1"s;
  CHECK(test::request_of(test::question_of("dns://h")) == root);
  CHECK(test::request_of(test::question_of("dns://h/")) == root);
  const std::string name = standard_query + "\1a\3b-c\0\0\1\0\1"s;
  CHECK(test::request_of(test::question_of("dns://h/a.b-c")) == name);
  CHECK(test::request_of(test::question_of("dns://h/a.b-c.")) == name);
}

TEST_CASE("a name server has port 53 unless the target names another") {
  CHECK(test::question_of("dns://h/a").target.port == 53);
  CHECK(test::question_of("dns://[::1]:5353/a").target.port == 5353);
  CHECK(test::question_of("dns:///a").target.host.empty());
}

TEST_CASE("the name in a target of dns:// is one that DNS can have") {
  const std::string label(63, 'a');
  const std::string longest = "dns://h/" + label + "." + label + "." + label + "." + std::string(61, 'a');
  for (const std::string& word : {"dns://h/_dmarc.example.org"s, "dns://h/" + label, longest}) {
    CAPTURE(word);
    probe::ParsedTarget target;
    CHECK(probe::read_target(word.c_str(), target).is_valid());
  }
  for (const std::string& word :
       {"dns://h/."s, "dns://h/a..b"s, "dns://h/.a"s, "dns://h/a/b"s, "dns://h/a?type=NS"s, "dns://h/a#b"s,
        "dns://h/%61"s, "dns://h?a"s, "dns://h/" + label + "a", longest + "a"}) {
    CAPTURE(word);
    probe::ParsedTarget target;
    const base::Expected expected = probe::read_target(word.c_str(), target);
    REQUIRE_FALSE(expected.is_valid());
    CHECK(expected.text == "a name such as example.org, or nothing"s);
  }
}

TEST_CASE("a name server is judged by the code of its reply") {
  const std::string question = "\1a\0\0\1\0\1"s;
  const std::string cut = message("\x83\0"sv, question);
  const struct {
    std::string bytes;
    Kind kind;
    std::string why = {};
    std::string quote = {};
  } rows[] = {
      {message("\x81\x80"sv, question), Kind::healthy, "it replied"},
      {message("\x85\0"sv, question), Kind::healthy, "it replied"},
      {cut, Kind::healthy, "it replied"},
      {message("\x81\x83"sv, question), Kind::healthy, "it knows no such name"},
      {message("\x81\x82"sv, question), Kind::unhealthy, "SERVFAIL: it cannot find out"},
      {message("\x81\x85"sv, question), Kind::unhealthy, "REFUSED: it does not answer for this name"},
      {message("\x81\x81"sv), Kind::unhealthy, "it replied with the error", "1"},  // without the question
      {message("\x81\x8f"sv, question), Kind::unhealthy, "it replied with the error", "15"},
      {standard_query + question, Kind::unhealthy, "not DNS", "ap\1"},    // an echo of the query
      {message("\x91\x80"sv), Kind::unhealthy, "not DNS", "ap\x91\x80"},  // another operation
      {"aq" + cut.substr(2), Kind::unhealthy, "not DNS", "aq\x83"},
      {cut.substr(0, 11), Kind::unhealthy, "not DNS", "ap\x83"},
      {"PONG\r\n", Kind::unhealthy, "not DNS", "PONG"},
      {"", Kind::more},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const test::Judged verdict = test::judged(test::question_of("dns://h/a"), row.bytes);
    CHECK(verdict.kind == row.kind);
    CHECK(verdict.why == row.why);
    CHECK(verdict.quote.starts_with(row.quote));
  }
  CHECK(test::judged(test::question_of("dns://h/a"), "", true).why == "not DNS");
}

}  // namespace
