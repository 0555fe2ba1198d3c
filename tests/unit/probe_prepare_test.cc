// The headers, credentials and targets that the user gave: split, expanded, checked and parsed.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/prepare.h"

namespace {

using namespace probe;
using namespace std::literals;

const char* const environment[] = {"PORT=8080",
                                   "EVIL=a\r\nInjected: b",
                                   "LINES=a\nb: c",
                                   "TWO=x y",
                                   "PROBE_TARGET= http://:${PORT}/${TWO}\n\ttcp://db:1 ",
                                   nullptr};

std::vector<std::string> texts(const TextList& list) { return {list.begin(), list.end()}; }

const std::string no_scheme = "no scheme, such as http:// or tcp://; see --help";

using Lines = std::vector<std::string>;

/// Prepares headers. Returns only what was expected if they are wrong.
Lines headers(const std::vector<const char*>& baked, const std::vector<const char*>& own) {
  Invocation invocation;
  Preparation preparation(environment);
  for (const char* const header : baked) invocation.given_headers.add(header);
  for (const char* const header : own) invocation.given_headers.add(header);
  invocation.environment_headers = baked.size();
  const bool is_right = preparation.prepare_headers(invocation);
  CHECK(is_right == preparation.error().is_none());
  CHECK(std::string_view(preparation.error().misuse.word) == "--header");
  if (!is_right) return {preparation.error().misuse.expected.text};
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
  CHECK(headers({}, {"A: ${NONE}"}) == Lines{"not set; set it, or write ${NAME:-default}"});
}

TEST_CASE("too many headers and too long ones are refused") {
  CHECK(headers({}, std::vector<const char*>(32, "A: b")).size() == 32);
  CHECK(headers({}, std::vector<const char*>(33, "A: b")) == Lines{"32 headers and 32 targets at most"});
  CHECK(headers({"A: b"}, std::vector<const char*>(32, "C: d")) ==
        Lines{"32 headers and 32 targets at most"});
  const std::string large = "A: " + std::string(20000, 'x');
  CHECK(headers({}, {large.c_str()}).size() == 1);
  CHECK(headers({}, {large.c_str(), large.c_str()}) == Lines{"at most 32 KiB in all"});
  CHECK(headers({large.c_str()}, {}) == Lines{"words of 8 KiB at most"});
}

TextList list(const std::vector<const char*>& words) {
  TextList list;
  for (const char* const word : words) list.add(word);
  return list;
}

struct Wrong {
  std::string word;
  std::string value;
  Given given;
  std::string expected;
  bool operator==(const Wrong&) const = default;
};

Wrong wrong_of(const Preparation& preparation) {
  const UsageError& error = preparation.error();
  return {error.misuse.word, std::string(error.misuse.value), error.given, error.misuse.expected.text};
}

TEST_CASE("the targets are the words that were given or, if there are none, those of PROBE_TARGET") {
  const auto expanded = [](const char* const* variables, const std::vector<const char*>& given) {
    Preparation preparation(variables);
    TextList words;
    REQUIRE(preparation.expand_targets(list(given), words));
    CHECK(preparation.error().is_none());
    return texts(words);
  };
  CHECK(expanded(environment, {}) == Lines{"http://:8080/x y", "tcp://db:1"});  // a value adds no word
  // An empty word is not a target, but it is a word.
  CHECK(expanded(environment, {"http://h:${PORT}/", ""}) == Lines{"http://h:8080/", ""});
  const char* const backslash[] = {"X=a\\b", nullptr};
  CHECK(expanded(backslash, {"file:${X}"}) == Lines{"file:a\\b"});  // only --send and --expect have escapes

  const auto wrong = [](const char* const* variables, const std::vector<const char*>& given) {
    Preparation preparation(variables);
    TextList words;
    REQUIRE_FALSE(preparation.expand_targets(list(given), words));
    return wrong_of(preparation);
  };
  const char* const bare[] = {nullptr};
  const char* const blank[] = {"PROBE_TARGET= \n", nullptr};
  const char* const unset[] = {"PROBE_TARGET=tcp://h:1 tcp://${HOST}:1", nullptr};
  const std::string unset_words = "not set; set it, or write ${NAME:-default}";
  CHECK(wrong(bare, {}) == Wrong{"", "", Given::word, "a TARGET to ask; see --help"});
  CHECK(wrong(blank, {}) == Wrong{"", "", Given::word, "a TARGET to ask; see --help"});
  CHECK(wrong(unset, {}) == Wrong{"PROBE_TARGET", "HOST", Given::word, unset_words});
  CHECK(wrong(environment, {"tcp://h:1", "http://h:${POTR}/"}) ==
        Wrong{"http://h:${POTR}/", "POTR", Given::target, unset_words});
  CHECK(wrong(environment, std::vector<const char*>(33, "tcp://h:1")) ==
        Wrong{"", "", Given::word, "32 headers and 32 targets at most"});
}

TEST_CASE("the name of a variable that is not set is a part of the words that the user gave") {
  Expansions expansions(environment);
  TextList words;
  const char* const baked = "A: ${PORT}\nB: ${NONE}";
  const base::Expansion expansion = expansions.add_each(baked, base::is_line_end, words, Syntax::plain);
  CHECK(expansion.unset == "NONE");
  CHECK(expansion.unset.data() == baked + 16);  // not of a copy, which is gone
}

TEST_CASE("all targets are parsed, up to the first that is wrong") {
  const std::vector<const char*> right = {"http://h/", "file:/x"};
  const TextList words = list(right);
  TargetList targets;
  Preparation preparation(environment);
  REQUIRE(preparation.parse_targets(Settings{}, words, targets));
  REQUIRE(targets.size() == 2);
  CHECK(targets.begin()->word == words[0]);
  CHECK(targets.begin()->target.host == "h");
  CHECK(targets.begin()[1].target.path == "/x");
  CHECK(targets.begin() + 2 == targets.end());
  const struct {
    const char* word;
    Given given;
    std::string expected;
  } rows[] = {
      {"tcp://h", Given::target, "a port, as in //HOST:PORT"},
      {"nonsense", Given::target, no_scheme},
      {"pid:x", Given::path, "a process number or an absolute path"},
  };
  for (const auto& row : rows) {
    TargetList parsed;
    CHECK_FALSE(preparation.parse_targets(Settings{}, list({"http://h/", row.word, "http://h:x/"}), parsed));
    CHECK(wrong_of(preparation) == Wrong{row.word, "", row.given, row.expected});
  }
}

TEST_CASE("a target whose host is an empty variable is refused") {
  const char* const variables[] = {"EMPTY=", "HOST=h", "PROBE_TARGET=tcp://h:1 tcp://${EMPTY}:1", nullptr};
  const auto is_refused = [&](const std::vector<const char*>& given) {
    Preparation preparation(variables);
    TextList words;
    if (preparation.expand_targets(list(given), words)) return false;
    CHECK(preparation.error().misuse.expected.text == "a host, but its variable is empty"s);
    CHECK(preparation.error().misuse.word == std::string(given.empty() ? "PROBE_TARGET" : given[0]));
    return true;
  };
  for (const char* const word :
       {"tcp://${EMPTY}:1", "http://${EMPTY}", "http://${EMPTY}/x", "http://${EMPTY}?x",
        "http://u:p@${EMPTY}:80/", "http://${HOST}@${EMPTY}/", "http://${EMPTY}${EMPTY}/",
        "postgres://${EMPTY},h/x", "postgres://h,${EMPTY}/x", "redis://${EMPTY}:p@${EMPTY}/"}) {
    CAPTURE(word);
    CHECK(is_refused({word}));
  }
  CHECK(is_refused({}));
  for (const char* const word :
       {"tcp://:1", "tcp://${EMPTY:-}:1", "tcp://${EMPTY:-h}:1", "tcp://${HOST}:1", "http://${EMPTY}${HOST}/",
        "http://${EMPTY}@h/", "http://h${EMPTY}/", "http://h/${EMPTY}", "http://h/?a@${EMPTY}b",
        "file:${EMPTY}/x", "redis://${EMPTY}:p@h/", "redis://${EMPTY}:${EMPTY}@h/",
        "http://h/?to=http://${EMPTY}", "http://h?to=@${EMPTY}", "http://h/x,${EMPTY}", "http://h//${EMPTY}",
        "unix:@${EMPTY}"}) {
    CAPTURE(word);
    CHECK_FALSE(is_refused({word}));
  }
}

TEST_CASE("each host of a word is a target, and 32 are enough") {
  Preparation preparation(environment);
  std::string word = "postgres://h";
  for (int hosts = 1; hosts != 32; ++hosts) word += ",h";
  TargetList most;
  CHECK(preparation.parse_targets(Settings{}, list({word.c_str()}), most));
  CHECK(most.size() == 32);
  CHECK(count_hosts(most.begin()) == 32);
  CHECK(count_hosts(most.begin() + 31) == 1);
  word += ",h";
  TargetList parsed;
  CHECK_FALSE(preparation.parse_targets(Settings{}, list({word.c_str()}), parsed));
  CHECK(wrong_of(preparation).expected == "32 headers and 32 targets at most");
}

TEST_CASE("a word of PROBE_TARGET without a scheme is not shown") {
  Preparation preparation(environment);
  TargetList parsed;
  CHECK_FALSE(preparation.parse_targets(Settings{}, list({"redis://u:12", "secret@h"}), parsed, true));
  CHECK(wrong_of(preparation) == Wrong{"PROBE_TARGET", "", Given::word, no_scheme});
  CHECK_FALSE(preparation.parse_targets(Settings{}, list({"tcp://h"}), parsed, true));
  CHECK(wrong_of(preparation) == Wrong{"tcp://h", "", Given::target, "a port, as in //HOST:PORT"});
}

TEST_CASE("the user's name and password are expanded and checked") {
  Preparation preparation(environment);
  Invocation invocation;
  CHECK(preparation.prepare_credentials(invocation));
  CHECK(invocation.credentials == nullptr);
  invocation.credentials = "me:${PORT}";
  CHECK(preparation.prepare_credentials(invocation));
  CHECK(std::string_view(invocation.credentials) == "me:8080");
  invocation.credentials = "me:${POTR}";
  CHECK_FALSE(preparation.prepare_credentials(invocation));
  CHECK(preparation.error().misuse.expected.kind == base::Expected::Kind::mistake);
  CHECK(std::string_view(preparation.error().misuse.word) == "--user");
  CHECK(preparation.error().misuse.value == "POTR");
  invocation.credentials = "me:${EVIL}";
  CHECK_FALSE(preparation.prepare_credentials(invocation));
  CHECK(preparation.error().misuse.expected.kind == base::Expected::Kind::secret);
  CHECK(preparation.error().misuse.value.empty());
}

TEST_CASE("headers, credentials and targets are prepared, up to the first error") {
  const auto word_of_error = [](const char* header, const char* credentials, const char* target) {
    Preparation preparation(environment);
    Invocation invocation;
    invocation.given_headers.add(header);
    invocation.credentials = credentials;
    TargetList targets;
    const bool is_right = preparation.prepare(invocation, list({target}), targets);
    CHECK(is_right == preparation.error().is_none());
    if (is_right) CHECK(targets.size() == 1);
    return is_right ? std::string("none") : std::string(preparation.error().misuse.word);
  };
  CHECK(word_of_error("a: b", "u:p", "tcp://h:1") == "none");
  CHECK(word_of_error("a", "\n", "x") == "--header");
  CHECK(word_of_error("a: b", "\n", "x") == "--user");
  CHECK(word_of_error("a: b", "u:p", "x") == "x");
  CHECK(word_of_error("a: b", nullptr, "${X}") == "${X}");
}

}  // namespace
