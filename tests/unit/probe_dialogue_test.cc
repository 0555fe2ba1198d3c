// Dialogues of --send and --expect, the body that they are for http, and the options that a target can use.
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "judging.h"
#include "probe/prepare.h"
#include "probe/schedule.h"
#include "script.h"

namespace {

using namespace probe;
using namespace std::string_literals;
using test::Judged;
using test::Kind;
using test::Spoken;
using test::spoken;

Question talking(const char* word, const std::vector<Step>& steps) {
  Question question = test::question_of(word);
  for (const Step& step : steps) question.settings.steps.add(step);
  return question;
}

constexpr bool is_sent = false;
constexpr bool is_expected = true;

TEST_CASE("texts are sent and expected in the order in which they stand") {
  const Question mail = talking("tcp://h:25", {{"220 ", is_expected},
                                               {"EHLO x\\r\\n", is_sent},
                                               {"250 ", is_expected},
                                               {"QU", is_sent},
                                               {"IT\\r\\n", is_sent},
                                               {"221 ", is_expected}});
  CHECK(test::request_of(mail).empty());
  const std::string_view all = "220 h\r\n250 h\r\n221 bye\r\n";
  const struct {
    std::size_t size;
    std::size_t replies;
    Kind kind;
    std::string_view bytes;
  } rows[] = {
      {0, 0, Kind::more, ""},
      {3, 0, Kind::more, ""},
      {4, 0, Kind::reply, "EHLO x\r\n"},
      {4, 1, Kind::more, ""},
      {10, 1, Kind::more, ""},
      {11, 1, Kind::reply, "QUIT\r\n"},
      {11, 2, Kind::more, ""},
      {17, 2, Kind::more, ""},
      {18, 2, Kind::healthy, ""},
      {all.size(), 2, Kind::healthy, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.size);
    const Judged verdict = test::judged(mail, all.substr(0, row.size), false, row.replies);
    CHECK(verdict.kind == row.kind);
    CHECK(verdict.bytes == row.bytes);
  }
  // Each is looked for after the one before.
  const Question twice = talking("tcp://h:1", {{"aa", is_expected}, {"aa", is_expected}});
  CHECK(test::judged(twice, "aaa", true).kind == Kind::unhealthy);
  CHECK(test::judged(twice, "aaaa").kind == Kind::healthy);
  CHECK(test::judged(twice, "aaa").kind == Kind::more);
  const Question last = talking("unix:/s", {{"a", is_sent}, {"b", is_expected}, {"c", is_sent}});
  CHECK(test::request_of(last) == "a");
  CHECK(test::judged(last, "b").bytes == "c");
  CHECK(test::judged(last, "b", false, 1).why == "it replied as expected");
  const std::string large(probe::verdict_storage_size, 'x');
  const Question long_reply = talking("tcp://h:1", {{"a", is_expected}, {large.c_str(), is_sent}});
  CHECK(test::judged(long_reply, "a").why == "over 4 KiB are to be sent after a reply");
}

/// Checks that an answer has one result, received as a whole, byte by byte, or split in two at any byte; and
/// that no prefix of it has another verdict than the whole, except that more is missing.
void check_splits(const Question& question, const std::string& answer, Failure end) {
  CAPTURE(answer);
  const Spoken whole = spoken(question, {answer}, end);
  std::vector<std::string> bytes;
  for (std::size_t cut = 1; cut < answer.size(); ++cut) {
    CAPTURE(cut);
    CHECK(spoken(question, {answer.substr(0, cut), answer.substr(cut)}, end) == whole);
    const Spoken prefix = spoken(question, {answer.substr(0, cut)}, too_late);
    CHECK(whole.sent.starts_with(prefix.sent));
    if (prefix.phase == Phase::nothing) CHECK(prefix.kind == whole.kind);
  }
  for (const char byte : answer) bytes.emplace_back(1, byte);
  CHECK(spoken(question, bytes, end) == whole);
}

TEST_CASE("every prefix and every split of a dialogue has the verdict of the whole, and the same is sent") {
  const std::vector<std::vector<Step>> dialogues = {
      {{"220 ", is_expected},
       {"EHLO x\\r\\n", is_sent},
       {"250 ", is_expected},
       {"QUIT\\r\\n", is_sent},
       {"221 ", is_expected}},
      {{"a", is_sent}, {"aab", is_expected}, {"b", is_sent}, {"\\x61\\0", is_expected}, {"c", is_sent}},
      {{"aa", is_expected}, {"aa", is_expected}, {"x", is_sent}, {"y", is_sent}},
      {{"x", is_sent}, {"y", is_sent}},
      {{"", is_expected}, {"x", is_sent}, {"", is_expected}},
  };
  const std::string answers[] = {"220 h\r\n250 h\r\n221 bye\r\n", "220 250 22", "aaab\0a\0a"s, "aaaabaaa",
                                 "q"};
  for (const std::vector<Step>& steps : dialogues) {
    for (const char* const word : {"tcp://h:1", "unix:/s"}) {
      const Question question = talking(word, steps);
      for (const std::string& answer : answers) {
        for (const Failure end : {Failure{}, too_late, Failure{.error = ECONNRESET}})
          check_splits(question, answer, end);
      }
    }
  }
  const Spoken mail = spoken(talking("tcp://h:1", dialogues[0]), {answers[0]}, {});
  CHECK(mail == Spoken{Kind::healthy, Phase::nothing, "it replied as expected", "", "EHLO x\r\nQUIT\r\n"});
  // What follows a text that never comes is not sent.
  const Spoken early = spoken(talking("tcp://h:1", dialogues[0]), {answers[1]}, too_late);
  CHECK(early == Spoken{Kind::unhealthy, Phase::receive, "no whole answer within 2s", answers[1],
                        "EHLO x\r\nQUIT\r\n"});
  CHECK(spoken(talking("tcp://h:1", dialogues[0]), {answers[2]}, {}).sent.empty());
}

TEST_CASE("for http, what is sent is the body, as for curl") {
  const struct {
    const char* method;
    std::vector<Step> steps;
    const char* header;
    std::string start;
    std::string end;
  } rows[] = {
      {nullptr, {}, nullptr, "GET / ", "Connection: close\r\n\r\n"},
      {nullptr,
       {{"a=1", is_sent}},
       nullptr,
       "POST / ",
       "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
       "3\r\n\r\na=1"},
      {nullptr,
       {{"{\\x22}\\0", is_sent}, {"ok", is_expected}, {"b", is_sent}},
       "content-type: application/json",
       "POST / ",
       "content-type: application/json\r\nContent-Length: 6\r\n\r\n{\"}\0&b"s},
      {"PUT", {{"x", is_sent}}, "Content-Length: 9", "PUT / ", "urlencoded\r\n\r\nx"},
      {"POST", {}, nullptr, "POST / ", "Connection: close\r\nContent-Length: 0\r\n\r\n"},
      {"PUT", {}, nullptr, "PUT / ", "Connection: close\r\nContent-Length: 0\r\n\r\n"},
      {"PATCH", {}, nullptr, "PATCH / ", "Connection: close\r\nContent-Length: 0\r\n\r\n"},
      {"DELETE", {}, nullptr, "DELETE / ", "Connection: close\r\n\r\n"},
      {nullptr, {{"ok", is_expected}}, nullptr, "GET / ", "Connection: close\r\n\r\n"},
      {nullptr, {{"", is_sent}}, nullptr, "POST / ", "\r\nContent-Length: 0\r\n\r\n"},
  };
  for (const auto& row : rows) {
    Question question = talking("http://h", row.steps);
    question.settings.method = row.method;
    if (row.header != nullptr) question.settings.headers.add(row.header);
    const std::string request = test::request_of(question);
    CAPTURE(request);
    CHECK(request.starts_with(row.start));
    CHECK(request.ends_with(row.end));
  }
  Question redirected = talking("http://h", {{"x", is_sent}});
  redirected.settings.method = "GET";
  redirected.omits_body = true;
  CHECK(test::request_of(redirected).ends_with("Connection: close\r\n\r\n"));
}

TEST_CASE("a redirect sends the body again only if it keeps the method") {
  for (const int status : {301, 302, 303, 307, 308}) {
    Question question = talking("http://h", {{"x", is_sent}});
    question.settings.follows = true;
    const std::string answer = "HTTP/1.1 " + std::to_string(status) + " R\r\nLocation: /y\r\n\r\n";
    base::TextOf<verdict_storage_size> storage;
    Redirection to;
    CHECK(judge(question, {answer, storage, to}).kind == Kind::redirect);
    CHECK(to.keeps_body == (status >= 307));
    CHECK(std::string_view(to.method) == (status >= 307 ? "POST" : "GET"));
  }
}

TEST_CASE("a redirect from https to http sends no body, even if it keeps the method") {
  for (const bool stays_secured : {true, false}) {
    Question question = talking("https://h/x", {{"secret", is_sent}});
    question.is_secured = true;
    question.follow({.target = talking("http://h/y", {}).target,
                     .location = "http://h/y",
                     .method = "POST",
                     .keeps_body = true,
                     .is_secured = stays_secured});
    const std::string redirected = test::request_of(question);
    CHECK(redirected.starts_with("POST /y "));
    CHECK(redirected.ends_with(stays_secured ? "\r\nsecret" : "\r\nContent-Length: 0\r\n\r\n"));
  }
}

TEST_CASE("a target that is asked again is asked as the first time, whatever redirects have changed") {
  Question question = talking("http://h:1/x", {{"b", is_sent}});
  question.settings.headers.add("Host: given");
  const probe::ParsedTarget asked = question;
  const probe::Settings given = question.settings;
  const std::string first = test::request_of(question);
  REQUIRE(first.starts_with("POST /x "));
  REQUIRE(first.find("Host: given\r\n") != std::string::npos);
  REQUIRE(first.ends_with("\r\nb"));
  question.follow({.target = talking("http://h:2/y", {}).target,
                   .location = "http://h:2/y",
                   .method = "GET",
                   .keeps_body = false,
                   .is_other_server = true});
  const std::string redirected = test::request_of(question);
  CHECK(redirected.starts_with("GET /y "));
  CHECK(redirected.find("Host: h:2\r\n") != std::string::npos);
  CHECK(redirected.ends_with("\r\n\r\n"));
  question.start(asked, given, false);
  CHECK(test::request_of(question) == first);
}

TEST_CASE("texts are expanded; a value has no escapes") {
  const char* const environment[] = {R"(SECRET=a\n\\b)", "EMPTY=", nullptr};
  const auto prepared = [&](const std::vector<Step>& baked, const std::vector<Step>& given) {
    static Preparation* preparation;
    preparation = new Preparation(environment);
    Invocation invocation;
    for (const Step& step : baked) invocation.environment_steps.add(step);
    for (const Step& step : given) invocation.steps.add(step);
    std::string all;
    if (!preparation->prepare_steps(invocation)) {
      const base::Misuse& misuse = preparation->error().misuse;
      all = std::string(misuse.word) + " " + std::string(misuse.value) + ": " + misuse.expected.text;
    }
    for (const Step& step : invocation.steps) {
      base::TextOf<256> bytes;
      put_unescaped(bytes, step.text);
      if (preparation->error().is_none()) all += (step.is_expected ? "<" : ">") + std::string(bytes.view());
    }
    delete preparation;
    return all;
  };
  CHECK(prepared({}, {{R"(AUTH ${SECRET}\r\n)", is_sent}}) == ">AUTH a\\n\\\\b\r\n");
  CHECK(prepared({}, {{R"($${SECRET}${EMPTY:-\t})", is_expected}}) == "<${SECRET}\t");
  CHECK(prepared({}, {{"${NONE}", is_sent}}) == "--send NONE: not set; set it, or write ${NAME:-default}");
  CHECK(prepared({}, {{"${NONE", is_expected}}) == "--expect : ${NAME} or ${NAME:-default}; $${ is ${");
  CHECK(prepared({{"E", is_expected}, {"S", is_sent}}, {}) == ">S<E");
  CHECK(prepared({{"E", is_expected}, {"S", is_sent}}, {{"e", is_expected}, {"f", is_expected}}) == ">S<e<f");
  CHECK(prepared({{"E", is_expected}, {"S", is_sent}}, {{"s", is_sent}}) == ">s<E");
  CHECK(prepared({}, {{"e", is_expected}, {"s", is_sent}, {"f", is_expected}}) == "<e>s<f");
  CHECK(prepared({}, std::vector<Step>(33, {"e", is_expected})) == "--expect : 32 texts at most");
}

/// Reads and prepares a command line. Returns the usage error, if there is one.
std::string refused(std::vector<const char*> words, const std::vector<const char*>& targets) {
  words.push_back(nullptr);
  char** at = const_cast<char**>(words.data());
  Invocation invocation;
  REQUIRE(Options::read_arguments(at, invocation).is_none());
  const char* const environment[] = {nullptr};
  static Preparation* preparation;
  preparation = new Preparation(environment);
  TextList given;
  for (const char* const target : targets) given.add(target);
  TargetList parsed;
  std::string text;
  if (!preparation->prepare(invocation, given, parsed)) {
    base::TextOf<400> line;
    put_usage_error(line, preparation->error());
    text = line.view();
  }
  delete preparation;
  return text;
}

TEST_CASE("an option that no target can use is refused") {
  const std::string use = ": of no use to any TARGET here; see --help";
  CHECK(refused({"-a1"}, {"tcp://h:1"}) == "--max-age" + use);
  CHECK(refused({"-dx"}, {"redis://h"}) == "--send" + use);
  CHECK(refused({"--expect=x"}, {"grpc://h:1", "pid:1"}) == "--expect" + use);
  CHECK(refused({"-s200"}, {"tcp://h:1"}) == "--status" + use);
  CHECK(refused({"-Hx: y"}, {"fcgi://h/"}) == "--header" + use);
  CHECK(refused({"-XGET"}, {"grpc://h:1"}) == "--method" + use);
  CHECK(refused({"-4"}, {"unix:/s"}) == "--ipv4" + use);
  CHECK(refused({"--haproxy-protocol"}, {"udp://h:1"}) == "--haproxy-protocol" + use);
  CHECK(refused({"--invert"}, {"sleep:1"}) == "--invert" + use);
  CHECK(refused({"-a1"}, {"tcp://h:1", "file:/x"}) == "");
  CHECK(refused({"-a1"}, {"file:/x", "tcp://h:1"}) == "");
  CHECK(refused({"-t1", "-w1", "-i1", "-q", "-v"}, {"sleep:1"}) == "");
  CHECK(refused({"--invert", "--haproxy-protocol", "--unix-socket=/s", "-6"}, {"grpc://h:1"}) == "");
  CHECK(refused({"-ex", "-dx", "-s200", "-Lu", "a:b", "-XPOST"}, {"http://h"}) == "");
}

TEST_CASE("--invert turns each verdict around but that of a sleep, and gives each target its time") {
  Settings settings;
  settings.timeout = base::second;
  CHECK(total_time(settings, 2) == base::second);
  settings.inverts = true;
  CHECK(total_time(settings, 2) == 2 * base::second + base::second / 10);
  CHECK(end_of_try(settings, {}, 5, 1) == 5 + base::second);
  settings.wait = base::second / 2;
  CHECK(total_time(settings, 2) == base::second / 2 + base::second / 10);
  CHECK(end_of_try(settings, {}, 5, 1) == 5 + base::second / 2);
  const Verdict own_failure = unable(Phase::connect, "Too many open files");
  CHECK(is_wanted(settings, tcp::row.protocol, unhealthy("x")));
  CHECK_FALSE(is_wanted(settings, tcp::row.protocol, healthy("x")));
  CHECK_FALSE(is_wanted(settings, tcp::row.protocol, own_failure));
  CHECK(is_wanted(settings, sleep::row.protocol, healthy("x")));
  settings.inverts = false;
  CHECK(is_wanted(settings, tcp::row.protocol, healthy("x")));
  CHECK_FALSE(is_wanted(settings, tcp::row.protocol, unhealthy("x")));
  CHECK_FALSE(is_wanted(settings, tcp::row.protocol, own_failure));
}

}  // namespace
