// What both programs share: cursors, numbers, times, text, error texts, expansion.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/cursor.h"
#include "base/error_text.h"
#include "base/expand.h"
#include "base/number.h"
#include "base/text.h"
#include "doctest.h"

namespace {

using base::no_number;

constexpr base::Nanoseconds millisecond = base::second / 1000;

TEST_CASE("a number is decimal digits up to its maximum") {
  struct {
    const char* text;
    std::int64_t maximum;
    std::int64_t number;
    const char* rest;
  } const rows[] = {
      {"0", 9, 0, ""},
      {"15", 64, 15, ""},
      {"64:3", 64, 64, ":3"},
      {"007", 9, 7, ""},
      {"65", 64, no_number, nullptr},
      {"99999999999999999999999999", 255, no_number, nullptr},
      {"", 9, no_number, ""},
      {"-1", 9, no_number, "-1"},
      {"+1", 9, no_number, "+1"},
      {" 1", 9, no_number, " 1"},
      {"x", 9, no_number, "x"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const char* at = row.text;
    CHECK(base::take_number(at, row.maximum) == row.number);
    if (row.rest != nullptr) CHECK(std::string_view(at) == row.rest);
  }
}

TEST_CASE("a time is a number with a unit, or of seconds") {
  struct {
    const char* text;
    base::Nanoseconds time;
  } const rows[] = {
      {"0", 0},
      {"500ms", 500 * millisecond},
      {"10s", 10 * base::second},
      {"10", 10 * base::second},
      {"2m", 120 * base::second},
      {"1h", 3600 * base::second},
      {"7d", base::second * 86400 * 7},
      {"364d", base::second * 86400 * 364},
      {"365d", no_number},
      {"7D", no_number},
      {"0.5", 500 * millisecond},
      {"1.25s", 1250 * millisecond},
      {"1.5ms", 1'500'000},
      {"0.001h", millisecond * 3600},
      {"8759h", base::second * 3600 * 8759},
      {"8760h", no_number},
      {"99999999999999999999", no_number},
      {"31536000000000ms", no_number},
      {"", no_number},
      {"s", no_number},
      {"10 s", no_number},
      {"10S", no_number},
      {"10sec", no_number},
      {"-1s", no_number},
      {"1.", no_number},
      {".5", no_number},
      {"1.2345s", no_number},
      {"1.0000", no_number},
      {"1..5", no_number},
      {"1m30s", no_number},
      {"1e3", no_number},
      {"0x10", no_number},
      {"soon", no_number},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(base::parse_duration(row.text) == row.time);
  }
}
static_assert(base::parse_duration("500ms") == base::second / 2);

TEST_CASE("take moves past a word only if the text starts with it") {
  const char* at = "SIGTERM";
  CHECK_FALSE(base::take(at, "sig"));
  CHECK(base::take(at, "sig", base::Case::is_ignored));
  CHECK(std::string_view(at) == "TERM");
  CHECK_FALSE(base::take(at, "TERMINATE"));
  CHECK(base::take(at, ""));
  CHECK(base::take(at, "TERM"));
  CHECK(*at == '\0');
}

TEST_CASE("text escapes control bytes, cuts what is too long, and writes numbers") {
  base::TextOf<64> text;
  text << "a\tb\x1b[31m\x7f\x9b\n" << std::int64_t{0} << " " << std::int64_t{9223372036854775807};
  CHECK(text.view() == "a\\x09b\\x1b[31m\\x7f\\x9b\\x0a0 9223372036854775807");
  text.cut(1);
  text << std::string_view("\0b", 2);
  text.put_escaped('z').put_escaped('\xaf');
  CHECK(text.view() == "a\\x00b\\x7a\\xaf");
  base::TextOf<4> small;
  small << "abcdef";
  CHECK(small.view() == "abcd");
  CHECK(small.is_full());
}

TEST_CASE("an error has a text, or only a number") {
  const std::string unknown = "error " + std::to_string(EPROTO);
  struct {
    int error;
    std::string text;       // what both programs say
    std::string described;  // what probe says of a target
  } const rows[] = {
      {ENOENT, "No such file or directory", "No such file or directory"},
      {EACCES, "Permission denied", "Permission denied"},
      {EAGAIN, "Resource temporarily unavailable", "Resource temporarily unavailable"},
      {ENAMETOOLONG, "File name too long", "File name too long"},
      {ECONNREFUSED, "error " + std::to_string(ECONNREFUSED), "Connection refused"},
      {ESTALE, "Stale file handle", "Stale file handle"},
      {EPROTO, unknown, unknown},
  };
  for (const auto& row : rows) {
    CAPTURE(row.error);
    base::TextOf<64> text;
    base::put_error_text(text, row.error);
    CHECK(text.view() == row.text);
    CHECK(base::describe_error(row.error, text) == row.described);
  }
  // No number is in both tables, or twice in one: the second text would never be said.
  for (const base::Name& one : base::target_errors) {
    CHECK(*base::name_of(one.number, base::packed<base::file_errors>.data()) == '\0');
  }
}

TEST_CASE("case is ignored only in letters") {
  const char* at = "[@`a";
  CHECK_FALSE(base::take(at, "{", base::Case::is_ignored));
  CHECK(base::take(at, "[", base::Case::is_ignored));
  CHECK_FALSE(base::take(at, "`", base::Case::is_ignored));
  CHECK(base::take(at, "@`A", base::Case::is_ignored));
}

TEST_CASE("a variable is found by its whole name") {
  const char* const environment[] = {"AB=1", "A=2", "A=3", "EMPTY=", "BARE", "B", nullptr};
  struct {
    const char* name;
    const char* value;  // nullptr: it is not set
  } const rows[] = {
      {"A", "2"},        {"AB", "1"},   {"EMPTY", ""},  {"ABC", nullptr},
      {"BARE", nullptr}, {"", nullptr}, {"B", nullptr},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const char* const value = base::find_variable(environment, row.name);
    CHECK((value == nullptr) == (row.value == nullptr));
    if (value != nullptr && row.value != nullptr) CHECK(std::string_view(value) == row.value);
  }
}

TEST_CASE("expansion follows the shell") {
  const char* const environment[] = {"PORT=8080", "EMPTY=", "A=${PORT}", "PORTAL=1", "_x9=under", nullptr};
  struct {
    const char* word;
    const char* expanded;  // nullptr: refused
    const char* expected;
  } const rows[] = {
      {"plain", "plain", nullptr},
      {"", "", nullptr},
      {"${PORT}", "8080", nullptr},
      {"http://h:${PORT}/x", "http://h:8080/x", nullptr},
      {"${PORT:-1}", "8080", nullptr},
      {"${NONE:-1}", "1", nullptr},
      {"${NONE:-}", "", nullptr},
      {"${EMPTY}", "", nullptr},
      {"${EMPTY:-fallback}", "fallback", nullptr},
      {"${NONE:-a:-b}", "a:-b", nullptr},
      {"${A}", "${PORT}", nullptr},
      {"${_x9}", "under", nullptr},
      {"$${PORT}", "${PORT}", nullptr},
      {"$PORT $ $$ $(x)", "$PORT $ $$ $(x)", nullptr},
      {"${PORT}${PORT}", "80808080", nullptr},
      {"${NONE}", nullptr, "not set; set it, or write ${NAME:-default}"},
      {"${POR}", nullptr, "not set; set it, or write ${NAME:-default}"},
      {"${", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${PORT", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${PORT:-1", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${:-1}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${9}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${PO RT}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${PORT-1}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
      {"${NONE:-${PORT}}", nullptr, "${NAME} or ${NAME:-default}; $${ is ${"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    base::TextOf<64> out;
    const base::Expected expected = base::expand(row.word, environment, out).expected;
    if (row.expanded == nullptr) {
      REQUIRE_FALSE(expected.is_valid());
      CHECK(std::string_view(expected.text) == row.expected);
    } else {
      CHECK(expected.is_valid());
      CHECK(out.view() == row.expanded);
    }
  }
  base::TextOf<64> out;
  const base::Expansion expansion = base::expand("a${PORT}${NONE:-}b${NONE}${POR}", environment, out);
  CHECK(expansion.expected.kind == base::Expected::Kind::mistake);
  CHECK(expansion.unset == "NONE");
}

}  // namespace
