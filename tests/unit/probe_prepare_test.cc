// The headers, credentials and targets that were given: split, expanded, checked.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/prepare.h"

namespace {

using namespace probe;

const char* const environment[] = {"PORT=8080",
                                   "EVIL=a\r\nInjected: b",
                                   "LINES=a\nb: c",
                                   "TWO=x y",
                                   "PROBE_TARGET= http://:${PORT}/${TWO}\n\ttcp://db:1 ",
                                   nullptr};

std::vector<std::string> texts(const TextList& list) { return {list.begin(), list.end()}; }

using Lines = std::vector<std::string>;

/// Prepares headers. Returns only what was expected if they are wrong.
Lines headers(const std::vector<const char*>& baked, const std::vector<const char*>& own) {
  Invocation invocation;
  Storage storage;
  for (const char* const header : baked) invocation.given_headers.add(header);
  for (const char* const header : own) invocation.given_headers.add(header);
  const base::Misuse misuse = prepare_headers(invocation, baked.size(), environment, storage);
  if (!misuse.is_none()) return {misuse.expected.words};
  return texts(invocation.headers);
}

TEST_CASE("headers come from the environment, then from the command line, which wins") {
  CHECK(headers({}, {}) == Lines{});
  CHECK(headers({}, {"A: ${PORT}", "A: 2"}) == Lines{"A: 8080", "A: 2"});
  CHECK(headers({"A: 1\nB: 2\n\nC:"}, {}) == Lines{"A: 1", "B: 2", "C:"});
  CHECK(headers({"A: 1\r\nB: 2\r\n"}, {}) == Lines{"A: 1", "B: 2"});
  CHECK(headers({"A: 1\nB: 2"}, {"b: 3"}) == Lines{"A: 1", "b: 3"});
  CHECK(headers({}, {"A: ${TWO} $${X} \xc3\xa4\t;"}) == Lines{"A: x y ${X} \xc3\xa4\t;"});
}

TEST_CASE("no header can become two lines") {
  const Lines refused = {"NAME: VALUE without control bytes"};
  for (const char* const header :
       {"", "A", ":", ": b", "A b: c", "A : b", "A: b\r", "A: b\nC: d", "A: b\r\nC: d", "A: ${EVIL}",
        "A: ${LINES}", "${EVIL}: b", "A: \x7f", "A: \x01", "A\x80: b", "\tA: b"}) {
    CAPTURE(header);
    CHECK(headers({}, {header}) == refused);
  }
  CHECK(headers({"A: ${LINES}"}, {}) == refused);
  CHECK(headers({}, {"A: ${NONE}"}) == Lines{"each variable to be set or have a default"});
}

TEST_CASE("too many headers and too long ones are refused") {
  CHECK(headers({}, std::vector<const char*>(32, "A: b")).size() == 32);
  CHECK(headers({}, std::vector<const char*>(33, "A: b")) == Lines{"32 headers and 32 targets at most"});
  CHECK(headers({"A: b"}, std::vector<const char*>(32, "C: d")) ==
        Lines{"32 headers and 32 targets at most"});
  const std::string large = "A: " + std::string(20000, 'x');
  CHECK(headers({}, {large.c_str()}).size() == 1);
  CHECK(headers({}, {large.c_str(), large.c_str()}) == Lines{"headers and targets of 32 KiB in all"});
  CHECK(headers({large.c_str()}, {}) == Lines{"words of 8 KiB at most"});
}

TextList list(const std::vector<const char*>& words) {
  TextList list;
  for (const char* const word : words) list.add(word);
  return list;
}

TEST_CASE("the targets are the words that were given or, if there are none, those of PROBE_TARGET") {
  Storage storage;
  TextList baked;
  const TextList none;
  CHECK(prepare_targets(none, environment, storage, baked).is_none());
  CHECK(texts(baked) == Lines{"http://:8080/x y", "tcp://db:1"});  // a value adds no word

  TextList own;
  CHECK(prepare_targets(list({"http://h:${PORT}/", ""}), environment, storage, own).is_none());
  CHECK(texts(own) == Lines{"http://h:8080/", ""});  // an empty word is no target, and not nothing

  TextList nothing;
  const char* const bare[] = {nullptr};
  const UsageError missing = prepare_targets(none, bare, storage, nothing);
  CHECK(std::string_view(missing.misuse.expected.words) == "a TARGET to ask; see --help");
  const char* const blank[] = {"PROBE_TARGET= \n", nullptr};
  CHECK_FALSE(prepare_targets(none, blank, storage, nothing).is_none());
  const UsageError wrong = prepare_targets(list({"http://h:${POTR}/"}), environment, storage, nothing);
  CHECK(std::string_view(wrong.misuse.word) == "http://h:${POTR}/");
  CHECK(wrong.misuse.value == "POTR");
  CHECK(wrong.given == Given::target);
  CHECK(std::string_view(wrong.misuse.expected.words) == "each variable to be set or have a default");
  const UsageError many =
      prepare_targets(list(std::vector<const char*>(33, "tcp://h:1")), environment, storage, nothing);
  CHECK(std::string_view(many.misuse.expected.words) == "32 headers and 32 targets at most");
}

TEST_CASE("the user's name and password are expanded") {
  Storage storage;
  Invocation invocation;
  CHECK(prepare_credentials(invocation, environment, storage).is_none());
  CHECK(invocation.credentials == nullptr);
  invocation.credentials = "me:${PORT}";
  CHECK(prepare_credentials(invocation, environment, storage).is_none());
  CHECK(std::string_view(invocation.credentials) == "me:8080");
  invocation.credentials = "me:${POTR}";
  const base::Misuse misuse = prepare_credentials(invocation, environment, storage);
  CHECK(misuse.expected.kind == base::Expected::Kind::variable);
  CHECK(std::string_view(misuse.word) == "--user");
  CHECK(misuse.value == "POTR");
}

}  // namespace
