// Percent-encoding: what is encoded, and what %NN stands for.
#include <string_view>

#include "doctest.h"
#include "probe/model/percent_encoding.h"

namespace {

using namespace std::string_view_literals;

TEST_CASE("bytes that no URI may hold are encoded") {
  struct {
    std::string_view bytes;
    std::string_view encoded;
  } const rows[] = {
      {"", ""},
      {"/a?b%20~!", "/a?b%20~!"},
      {"a b", "a%20b"},
      {"\x7f\xff\0\x1f"sv, "%7F%FF%00%1F"},
  };
  for (const auto& row : rows) {
    base::TextOf<64> text;
    probe::put_percent_encoded(text, row.bytes);
    CHECK(text.view() == row.encoded);
  }
}

TEST_CASE("%NN is decoded, and nothing else") {
  struct {
    std::string_view encoded;
    std::string_view bytes;
  } const rows[] = {
      {"", ""},     {"a%20b", "a b"}, {"%41%4a%4A", "AJJ"}, {"%ff", "\xff"}, {"%00", "%00"},   {"%", "%"},
      {"%4", "%4"}, {"%4g1", "%4g1"}, {"%g41", "%g41"},     {"%%41", "%A"},  {"%2541", "%41"}, {"a%", "a%"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.encoded);
    base::TextOf<64> text;
    probe::put_percent_decoded(text, row.encoded);
    CHECK(text.view() == row.bytes);
  }
}

TEST_CASE("a text is found if its bytes are percent-encoded, and then it is taken") {
  struct {
    std::string_view encoded;
    std::string_view rest;
    bool is_there;
  } const rows[] = {
      {"ab=", "=", true}, {"%61b", "", true},          {"a%62%63", "%63", true}, {"%61%62c", "c", true},
      {"", "", false},    {"a", "a", false},           {"a%6", "a%6", false},    {"A%62", "A%62", false},
      {"%", "%", false},  {"%2561b", "%2561b", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.encoded);
    std::string_view at = row.encoded;
    CHECK(probe::take_percent_encoded(at, "ab") == row.is_there);
    CHECK(at == row.rest);
  }
}

}  // namespace
