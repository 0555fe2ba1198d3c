// The dialogue, over a socket that plays a script.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/converse.h"
#include "probe/protocols.h"

namespace {

using namespace probe;

/// Answers with each part in turn, and then with the end or an error.
struct Script {
  std::vector<std::string> parts = {};
  const char* connect_error = nullptr;
  const char* send_error = nullptr;
  const char* receive_error = nullptr;
  std::string acts = {};  // what was done, a letter each
  std::string sent = {};

  Outcome connect(const Question& /*question*/) {
    acts += 'c';
    return {.why = connect_error, .phase = Phase::connect};
  }
  Outcome send(std::string_view bytes) {
    acts += 's';
    sent = bytes;
    return {.why = send_error, .phase = Phase::send};
  }
  Outcome receive(char* buffer, std::size_t capacity) {
    acts += 'r';
    if (parts.empty()) return {.why = receive_error, .phase = Phase::receive};
    std::string& part = parts.front();
    const std::size_t size = std::min(part.size(), capacity);
    std::copy_n(part.data(), size, buffer);
    part.erase(0, size);
    if (part.empty()) parts.erase(parts.begin());
    return {.size = size};
  }
};

Dialogue dialogue;

Verdict ask(Script& script, const char* word = "http://h/", const char* method = "GET") {
  Question question;
  REQUIRE(read_target(word, question).is_valid());
  question.settings.method = method;
  return converse(script, question, dialogue);
}

constexpr auto is_healthy = Verdict::Kind::healthy;
constexpr auto is_unhealthy = Verdict::Kind::unhealthy;

TEST_CASE("it reads up to the verdict and no further") {
  Script script{.parts = {"HTTP/1.", "1 20", "0 OK\r\nX", "never read"}};
  const Verdict verdict = ask(script);
  CHECK(verdict.kind == is_healthy);
  CHECK(verdict.quote == "200 OK");
  CHECK(script.acts == "csrrr");
  CHECK(script.sent.starts_with("GET / HTTP/1.1\r\nHost: h\r\n"));
}

TEST_CASE("tcp only connects") {
  Script script;
  CHECK(ask(script, "tcp://h:1").kind == is_healthy);
  CHECK(script.acts == "c");
}

TEST_CASE("what fails has its phase") {
  struct {
    Script script;
    Phase phase;
    const char* why;
    const char* acts;
  } rows[] = {
      {{.connect_error = "refused"}, Phase::connect, "refused", "c"},
      {{.send_error = "reset"}, Phase::send, "reset", "csr"},
      {{.receive_error = "reset"}, Phase::receive, "reset", "csr"},
      {{.parts = {"HTTP/1.1 200 OK\r"}, .receive_error = "reset"}, Phase::receive, "reset", "csrr"},
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

TEST_CASE("the judge's word is the last, of a reply that is cut or not") {
  Script script{.parts = {"HTTP/1.1 503 Busy\r\n"}, .receive_error = "reset"};
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
  CHECK(script.acts == "csrr");
}

TEST_CASE("no request is longer than 16 KiB") {
  const std::string method(2 * longest_request, 'X');
  Script script;
  CHECK(std::string_view(ask(script, "http://h/", method.c_str()).why) == "the request is over 16 KiB");
  CHECK(script.acts.empty());
}

}  // namespace
