// The dialogue with a server, over a socket that plays a script.
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/converse.h"
#include "probe/targets.h"
#include "script.h"

namespace {

using namespace probe;
using test::Script;

Dialogue dialogue;

Verdict ask(Script& script, const char* word = "http://h/", const char* method = "GET") {
  Question question;
  REQUIRE(read_target(word, question).is_valid());
  question.settings.method = method;
  return test::converse(script, question, dialogue);
}

constexpr auto is_healthy = Verdict::Kind::healthy;
constexpr auto is_unhealthy = Verdict::Kind::unhealthy;

TEST_CASE("after the verdict, an answer is read to its end, 10 KiB at most") {
  const std::string ten(10240, 'x');
  struct {
    std::vector<std::string> parts;
    const char* acts;
    std::size_t size;  // of all that is read
  } const rows[] = {
      {{"HTTP/1.1 200 OK\r\n", "Content-Length: 4\r\n\r\nbo", "dy", "never"}, "csroo", 42},
      {{"HTTP/1.1 204 None\r\n\r\n", "never"}, "csr", 21},
      {{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "never"}, "csr", 38},
      {{"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n", "x\r\n0\r\n\r\n", "never"}, "csro", 57},
      {{"HTTP/1.1 200 OK\r\n\r\n", "up to the end"}, "csroo", 32},
      {{"HTTP/1.1 200 OK\r\n\r\n", ten, ten}, "csro", 10259},
      {{"not HTTP", "never"}, "csr", 8},
  };
  for (const auto& row : rows) {
    Script script{.parts = row.parts};
    const Verdict verdict = ask(script);
    CHECK(script.acts == row.acts);
    CHECK(dialogue.answer_size == row.size);
    CHECK((verdict.kind == is_healthy) == row.parts[0].starts_with("HTTP/1.1 2"));
  }
}

TEST_CASE("a dialogue receives up to the verdict and no further") {
  Script script{.parts = {"HTTP/1.", "1 20", "0 OK\r\nX"}};
  const Verdict verdict = ask(script);
  CHECK(verdict.kind == is_healthy);
  CHECK(verdict.quote == "200 OK");
  CHECK(script.acts == "csrrro");
  CHECK(script.sent.starts_with("GET / HTTP/1.1\r\nHost: h\r\n"));
}

TEST_CASE("tcp only connects") {
  Script script;
  CHECK(ask(script, "tcp://h:1").kind == is_healthy);
  CHECK(script.acts == "c");
}

TEST_CASE("with --haproxy-protocol, each stream starts with its line, and no datagram does") {
  struct {
    const char* word;
    std::string_view start;
    std::string_view acts;
  } const rows[] = {
      {"http://h/", "PROXY UNKNOWN\r\nGET / HTTP/1.1\r\n", "csr"},
      {"grpc://h:1", "PROXY UNKNOWN\r\nPRI * HTTP/2.0\r\n", "csr"},
      {"redis://h", "PROXY UNKNOWN\r\nPING\r\n", "csr"},
      {"mysql://h", "PROXY UNKNOWN\r\n", "csr"},  // the server speaks first
      {"tcp://h:1", "PROXY UNKNOWN\r\n", "cs"},
      {"unix:/s", "PROXY UNKNOWN\r\n", "cs"},
  };
  Question question;
  question.settings.has_proxy_line = true;
  for (const auto& row : rows) {
    CAPTURE(row.word);
    REQUIRE(read_target(row.word, question).is_valid());
    Script script;
    (void)test::converse(script, question, dialogue);
    CHECK(script.sent.starts_with(row.start));
    CHECK(script.acts == row.acts);
  }
  REQUIRE(read_target("udp://h:1", question).is_valid());
  Script datagrams;
  (void)test::converse(datagrams, question, dialogue);
  CHECK(datagrams.sent.empty());
}

TEST_CASE("a failure names its phase") {
  struct {
    Script script;
    Phase phase;
    const char* why;
    const char* acts;
  } rows[] = {
      {{.connect_error = "refused"}, Phase::connect, "refused", "c"},
      {{.send_error = "reset"}, Phase::send, "reset", "csr"},
      {{.receive_error = {"reset"}}, Phase::receive, "reset", "csr"},
      {{.parts = {"HTTP/1.1 200 OK\r"}, .receive_error = {"reset"}}, Phase::receive, "reset", "csrr"},
      {{.receive_error = {.error = ECONNRESET}}, Phase::receive, "Connection reset by peer", "csr"},
      {{.receive_error = {.error = 12345}}, Phase::receive, "error 12345", "csr"},
      {{.receive_error = too_late}, Phase::receive, "no answer within 2s", "csr"},
      {{.parts = {"HTTP/1.1 200 OK\r"}, .receive_error = too_late},
       Phase::receive,
       "no whole answer within 2s",
       "csrr"},
      {{}, Phase::receive, "closed without an answer", "csr"},
      {{.parts = {"HTTP/1.1 200 OK"}}, Phase::receive, "closed within the answer", "csrr"},
  };
  for (auto& row : rows) {
    const Verdict verdict = ask(row.script);
    CHECK(verdict.kind == is_unhealthy);
    CHECK(verdict.phase == row.phase);
    CHECK(std::string_view(verdict.why) == row.why);
    CHECK(row.script.acts == row.acts);
  }
}

TEST_CASE("what was received is quoted if no more comes in time") {
  Script script{.parts = {"HTTP/1.", "1 200 OK\r"}, .receive_error = too_late};
  const Verdict verdict = ask(script);
  CHECK(std::string_view(verdict.why) == "no whole answer within 2s");
  CHECK(verdict.quote == "HTTP/1.1 200 OK\r");
  Script closed{.parts = {"HTTP"}};
  CHECK(ask(closed).quote == "HTTP");
}

TEST_CASE("each datagram is searched for --expect by itself") {
  struct {
    std::vector<std::string> parts;
    Verdict::Kind kind;
    std::string_view why;
    std::string_view quote;
  } const rows[] = {
      {{"OK"}, is_healthy, "it replied as expected", ""},
      {{"NO", "xOK"}, is_healthy, "it replied as expected", ""},
      {{"NO", "K"}, is_unhealthy, "no whole answer within 2s", "K"},
      {{"", "OK"}, is_healthy, "it replied as expected", ""},
      {{"NO", "", "", "OK"}, is_healthy, "it replied as expected", ""},
      {{""}, is_unhealthy, "no answer within 2s", ""},
  };
  for (const auto& row : rows) {
    Script script{.parts = row.parts, .receive_error = too_late};
    Question question;
    REQUIRE(read_target("udp://h:1", question).is_valid());
    question.settings.steps.add({"OK", true});
    const Verdict verdict = test::converse(script, question, dialogue);
    CHECK(verdict.kind == row.kind);
    CHECK(verdict.why == row.why);
    CHECK(verdict.quote == row.quote);
  }
}

TEST_CASE("a datagram after a reply is searched for what is expected after that reply") {
  struct {
    std::vector<std::string> parts;
    Verdict::Kind kind;
    std::string_view why;
    std::string_view acts;
  } const rows[] = {
      {{"a b", "c"}, is_healthy, "it replied as expected", "csrsrs"},
      {{"x", "a b", "", "b", "c"}, is_healthy, "it replied as expected", "csrrsrrrs"},
      {{"a", "b", "c"}, is_unhealthy, "no whole answer within 2s", "csrrrr"},
      {{"a b c"}, is_unhealthy, "no answer within 2s", "csrsr"},
      {{"a b", "a b"}, is_unhealthy, "no whole answer within 2s", "csrsrr"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.acts);
    Script script{.parts = row.parts, .receive_error = too_late};
    Question question;
    REQUIRE(read_target("udp://h:1", question).is_valid());
    const Step steps[] = {{"a", true}, {"b", true}, {"1", false}, {"c", true}, {"2", false}};
    for (const Step& step : steps) question.settings.steps.add(step);
    const Verdict verdict = test::converse(script, question, dialogue);
    CHECK(verdict.kind == row.kind);
    CHECK(verdict.why == row.why);
    CHECK(script.acts == row.acts);
  }
}

TEST_CASE("a verdict counts even if the connection is reset after it") {
  Script script{.parts = {"HTTP/1.1 503 Busy\r\n"}, .receive_error = {"reset"}};
  const Verdict verdict = ask(script);
  CHECK(verdict.kind == is_unhealthy);
  CHECK(verdict.phase == Phase::nothing);
  CHECK(verdict.quote == "503 Busy");
}

TEST_CASE("no answer is longer than 64 KiB") {
  Script script{.parts = {"HTTP/1.1 100 Continue\r\n", std::string(2 * longest_answer, 'x')}};
  const Verdict verdict = ask(script);
  CHECK(verdict.kind == is_unhealthy);
  CHECK(std::string_view(verdict.why) == "no verdict in the first 64 KiB");
  CHECK(verdict.quote.size() == longest_answer);
  CHECK(script.acts == "csrr");
}

TEST_CASE("no request is longer than 16 KiB") {
  const std::string method(2 * longest_request, 'X');
  Script script;
  CHECK(std::string_view(ask(script, "http://h/", method.c_str()).why) == "the request is over 16 KiB");
  CHECK(script.acts.empty());
}

const std::string elsewhere(200, 'e');  // an address that is too long

/// A socket for ask_server(): each one that is made plays the next script.
struct Play {
  std::vector<Script> scripts;
  std::size_t made = 0;
  base::Nanoseconds end = 0;  // that the last one was given
  std::vector<std::string> requests = {};
};
Play* play;

class ScriptedSocket {
 public:
  ScriptedSocket(const Deadline& /*whole*/, base::Nanoseconds end, base::Text& address)
      : script_(play->scripts[play->made++]), address_(address) {
    play->end = end;
  }
  Outcome connect(const Question& question) {
    if (question.is_elsewhere) address_ << elsewhere;
    return script_.connect(question);
  }
  Outcome send(std::string_view bytes, Phase phase, bool /*has_more*/ = false) {
    play->requests.emplace_back(bytes);
    return script_.send(bytes, phase);
  }
  void send_last(std::string_view bytes) { script_.send_last(bytes); }
  void note_answer(std::string_view part) { script_.note_answer(part); }
  static base::Nanoseconds wall_time() { return Script::wall_time(); }
  static Outcome fill_randomly(char* bytes, std::size_t size) { return Script::fill_randomly(bytes, size); }
  Outcome receive(char* buffer, std::size_t capacity, Phase phase) {
    return script_.receive(buffer, capacity, phase);
  }
  std::size_t read_on(char* buffer, std::size_t capacity, base::Nanoseconds& spent) {
    return script_.read_on(buffer, capacity, spent);
  }
  [[nodiscard]] bool has_other_address() const { return other_addresses_-- > 0; }

  static int other_addresses;

 private:
  Script& script_;
  base::Text& address_;
  mutable int other_addresses_ = other_addresses;
};
int ScriptedSocket::other_addresses = 0;

Script redirect_to(const std::string& location) {
  return {.parts = {"HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n"}};
}

const Script ok = {.parts = {"HTTP/1.1 200 OK\r\n\r\n"}};

/// Plays scripts to one question, with a body if there is one. Returns the verdict.
Verdict ask_all_of(Play& scripts, const char* method = "GET", const char* body = nullptr) {
  Question question;
  if (body != nullptr) question.settings.steps.add({body, false});
  REQUIRE(read_target("http://u:p@h/a/b?c", question).is_valid());
  question.settings.follows = true;
  question.settings.method = method;
  play = &scripts;
  dialogue.start();
  return ask_server<ScriptedSocket>(question, {}, 7, dialogue);
}

TEST_CASE("redirects are followed, each from the one before, with the login") {
  Play scripts{
      .scripts = {redirect_to("/x/y"), redirect_to("z"), redirect_to("//h:81/"), redirect_to("w"), ok}};
  CHECK(ask_all_of(scripts).kind == is_healthy);
  CHECK(scripts.made == 5);
  CHECK(scripts.end == 7);
  const char* const starts[] = {"GET /a/b?c HTTP/1.1\r\nHost: h\r\n", "GET /x/y HTTP/1.1\r\nHost: h\r\n",
                                "GET /x/z HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h:81\r\n",
                                "GET /w HTTP/1.1\r\nHost: h:81\r\n"};
  REQUIRE(scripts.requests.size() == std::size(starts));
  for (std::size_t i = 0; i < std::size(starts); ++i) {
    CAPTURE(scripts.requests[i]);
    CHECK(scripts.requests[i].starts_with(starts[i]));
    CHECK(scripts.requests[i].find("\r\nAuthorization: Basic dTpw\r\n") != std::string::npos);
  }
  // A Location that names its host makes the server another one, for what follows too.
  CHECK(dialogue.address.view() == elsewhere.substr(0, 64));
  Play same{.scripts = {redirect_to("/x"), ok}};
  CHECK(ask_all_of(same, "POST").kind == is_healthy);
  CHECK(same.requests[1].starts_with("GET /x "));
  CHECK(dialogue.address.view().empty());
}

TEST_CASE("after a redirect that changes the method, no redirect sends the body again") {
  const Script kept = {.parts = {"HTTP/1.1 307 Kept\r\nLocation: /x\r\n\r\n"}};
  Play scripts{.scripts = {kept, redirect_to("/y"), kept, ok}};
  CHECK(ask_all_of(scripts, nullptr, "{}").kind == is_healthy);
  const std::string_view methods[] = {"POST ", "POST ", "GET ", "GET "};
  REQUIRE(scripts.requests.size() == std::size(methods));
  for (std::size_t i = 0; i < std::size(methods); ++i) {
    CAPTURE(scripts.requests[i]);
    CHECK(scripts.requests[i].starts_with(methods[i]));
    CHECK(scripts.requests[i].ends_with("\r\n\r\n{}") == (i < 2));
    CHECK((scripts.requests[i].find("Content-Length: 2\r\n") != std::string::npos) == (i < 2));
  }
}

TEST_CASE("ten redirects are followed, the eleventh is not") {
  Play ten{.scripts = std::vector<Script>(10, redirect_to("/x"))};
  ten.scripts.push_back(ok);
  CHECK(ask_all_of(ten).kind == is_healthy);
  Play eleven{.scripts = std::vector<Script>(11, redirect_to("http://u:secret@h/x"))};
  const Verdict verdict = ask_all_of(eleven);
  CHECK(verdict.kind == is_unhealthy);
  CHECK(std::string_view(verdict.why) == "it redirects more than 10 times");
  CHECK(verdict.quote == "h/x");  // no password
  CHECK(eleven.made == 11);
}

TEST_CASE("the same socket tries its other addresses") {
  ScriptedSocket::other_addresses = 2;
  Play scripts{.scripts = {{.receive_error = {"refused"}}}};
  CHECK(std::string_view(ask_all_of(scripts).why) == "refused");
  CHECK(scripts.made == 1);
  CHECK(scripts.scripts[0].acts == "csrcsrcsr");
  ScriptedSocket::other_addresses = 0;
}

}  // namespace
