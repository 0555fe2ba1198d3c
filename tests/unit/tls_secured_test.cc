// Secured over a socket that plays what a server of TLS sends: the handshake, the request, the answer and the
// end.
#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/converse.h"
#include "probe/targets.h"
#include "script.h"
#include "tls_run.h"

namespace {

using namespace test;
using namespace std::string_view_literals;
using probe::Phase;
using probe::Question;
using probe::Verdict;

constexpr auto is_healthy = Verdict::Kind::healthy;
const Choices choices12 = {.version = Version::tls12, .suite = 0xc02f};
const std::string ok = "HTTP/1.1 200 OK\r\n\r\n";

Question question_of(const char* word) {
  Question question;
  REQUIRE(probe::read_target(word, question).is_valid());
  question.is_secured = question.protocol->is_secured;
  return question;
}

probe::Dialogue dialogue;

/// A dialogue that is over, and its socket.
struct Held {
  Verdict::Kind kind;
  Phase phase;
  std::string why;
  std::string quote;
  Script script;
};

Held hold(const Question& question, std::vector<std::string> parts, probe::Failure end = {}) {
  Script script{.parts = std::move(parts), .receive_error = end};
  const Verdict verdict = test::converse(script, question, dialogue);
  return {verdict.kind, verdict.phase, verdict.why, std::string(verdict.quote), script};
}

/// What a server sends to the client that asks that question.
std::string bytes_of(const Question& question, const Choices& choices, const Plan& plan) {
  return speak(choices, plan, probe::offer_of(question)).received;
}

Plan answering(const Plan& answers, bool is_tls13 = true) {
  return is_tls13 ? replaced(plan13(), at_data, answers) : replaced(plan12(), at_data12, answers);
}

/// Joins the first records, and leaves the last ones alone.
std::vector<std::string> parts_of(const std::string& bytes, std::size_t last) {
  std::vector<std::string> records = records_of(bytes);
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i != records.size(); ++i) {
    if (i + last < records.size()) {
      parts[0] += records[i];
    } else {
      parts.push_back(records[i]);
    }
  }
  return parts;
}

TEST_CASE("tls: Finished and the request are sent at once, and close_notify at last") {
  const Question question = question_of("https://h.example/");
  for (const bool is_tls13 : {true, false}) {
    CAPTURE(is_tls13);
    const Choices& choices = is_tls13 ? Choices{} : choices12;
    const Plan plan = answering({answer(ok)}, is_tls13);
    std::vector<std::string> parts = parts_of(bytes_of(question, choices, plan), is_tls13 ? 1 : 3);
    const Held held = hold(question, parts);
    CHECK(held.kind == is_healthy);
    CHECK(held.quote == "200 OK");
    // TLS 1.2: ChangeCipherSpec and Finished of the server come by themselves.
    CHECK(held.script.acts == (is_tls13 ? "csrsrol" : "csrsrrsrol"));
    CHECK(held.script.noted == ok);
    // The same server reads what was sent.
    TlsServer server(choices, plan);
    const std::string hello = records_of(held.script.sent).front();
    server.take(hello);
    server.take(std::string_view(held.script.sent).substr(hello.size()));
    CHECK(server.is_client_right());
    CHECK(server.has_client_finished());
    CHECK(server.request().starts_with("GET / HTTP/1.1\r\nHost: h.example\r\n"));
    CHECK(server.seen().back() == Seen{ContentType::alert, std::string("\1\0", 2)});
  }
}

TEST_CASE(
    "tls: tls:// sends Finished and close_notify, even though it receives nothing after the handshake") {
  const Question question = question_of("tls://h.example:1");
  const Held held = hold(question, {bytes_of(question, {}, plan13())});
  CHECK(held.kind == is_healthy);
  CHECK(held.script.acts == "csrl");
  TlsServer server({}, plan13());
  const std::string hello = records_of(held.script.sent).front();
  server.take(hello);
  server.take(std::string_view(held.script.sent).substr(hello.size()));
  CHECK(server.has_client_finished());
  CHECK(server.is_client_right());
  CHECK(server.seen().back() == Seen{ContentType::alert, std::string("\1\0", 2)});
  const Held old = hold(question, {bytes_of(question, choices12, plan12())});
  CHECK(old.kind == is_healthy);
  CHECK(std::string_view(old.why) != held.why);
}

TEST_CASE("tls: the same answer in two parts, in parts of a byte, and each of its starts") {
  const Question question = question_of("https://h.example/");
  for (const bool is_tls13 : {true, false}) {
    CAPTURE(is_tls13);
    const std::string bytes =
        bytes_of(question, is_tls13 ? Choices{} : choices12, answering({answer(ok)}, is_tls13));
    const std::size_t last = records_of(bytes).back().size();
    std::vector<std::string> single;
    for (const char byte : bytes) single.emplace_back(1, byte);
    CHECK(hold(question, single).kind == is_healthy);
    for (std::size_t size = 0; size != bytes.size(); ++size) {
      CAPTURE(size);
      const std::string start = bytes.substr(0, size);
      if (size != 0) CHECK(hold(question, {start, bytes.substr(size)}).kind == is_healthy);
      const Held held = hold(question, size == 0 ? std::vector<std::string>() : std::vector{start});
      CHECK(held.kind == Verdict::Kind::unhealthy);
      const bool is_established = size >= bytes.size() - last;
      CHECK(held.phase == (is_established ? Phase::receive : Phase::handshake));
      CHECK(held.why ==
            (is_established ? "closed without close_notify" : "the server closed the connection"));
    }
  }
}

TEST_CASE("tls: a server that speaks something else is quoted, and a failure names its phase") {
  const Question question = question_of("https://h.example/");
  const std::string bytes = bytes_of(question, {}, answering({answer("HTTP/1.1 200 OK\r")}));
  const auto ended_by = [&](const Plan& plan, const Choices& choices = {}) {
    return bytes_of(question, choices, plan);
  };
  Plan old = plan12();
  old[0].edit = [](std::string& body) { body[1] = 2; };
  struct {
    std::vector<std::string> parts;
    probe::Failure end;
    Phase phase;
    std::string_view why;
    std::string_view quote;
  } const rows[] = {
      {{"HTTP/1.1 400 Bad Request\r\n\r\n"},
       {},
       Phase::handshake,
       "it does not speak TLS",
       "HTTP/1.1 400 Bad Request\r\n\r\n"},
      {{"SSH-2.0-x\r\n"}, {}, Phase::handshake, "it does not speak TLS", "SSH-2.0-x\r\n"},
      {{"SSH", "-2.0-x\r\n"}, {}, Phase::handshake, "it does not speak TLS", "SSH-2.0-x\r\n"},
      {{"\x15\2\1\1\2"}, {}, Phase::handshake, "it does not speak TLS", "\x15\2\1\1\2"},
      {{}, {}, Phase::handshake, "the server closed the connection", ""},
      {{}, {"reset"}, Phase::handshake, "reset", ""},
      {{}, probe::too_late, Phase::handshake, "no answer within 2s", ""},
      {{bytes.substr(0, 99)}, {.error = ECONNRESET}, Phase::handshake, "Connection reset by peer", ""},
      {{bytes}, {"reset"}, Phase::receive, "reset", "HTTP/1.1 200 OK\r"},
      {{bytes}, {}, Phase::receive, "closed without close_notify", "HTTP/1.1 200 OK\r"},
      {{ended_by(answering({answer("HTTP"), alert(1, 0)}))},
       {},
       Phase::receive,
       "closed within the answer",
       "HTTP"},
      {{ended_by(answering({alert(1, 0)}))}, {}, Phase::receive, "closed without an answer", ""},
      {{plain_record(ContentType::alert, "\2\50")},
       {},
       Phase::handshake,
       "the server refuses",
       "handshake_failure (40)"},
      {{ended_by(answering({alert(2, 116)}))},
       {},
       Phase::handshake,
       "the server refuses",
       "certificate_required (116)"},
      {{ended_by(old, choices12)}, {}, Phase::handshake, "the server speaks TLS 1.1 or older", ""},
      {{ended_by(without(plan13(), at_verify))},
       {},
       Phase::handshake,
       "not valid TLS",
       "unexpected_message (10)"},
      {{ended_by(answering({answer("HTTP"), message(MessageType::finished, "")}))},
       {},
       Phase::handshake,
       "not valid TLS",
       "unexpected_message (10)"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.why));
    const Held held = hold(question, row.parts, row.end);
    CHECK(held.kind == Verdict::Kind::unhealthy);
    CHECK(held.phase == row.phase);
    CHECK(held.why == row.why);
    CHECK(std::string_view(held.quote).substr(0, row.quote.size()) == row.quote);
  }
}

TEST_CASE("tls: a ClientHello that is too large, because of a cookie, is not sent") {
  const Question question = question_of("https://h.example/");
  const Choices choices = {.retry = extension(Extension::cookie, sized(std::string(1900, 'c'), 2))};
  const Held held = hold(question, {bytes_of(question, choices, with(plan13(), 0, {retry()}))});
  CHECK(held.why == "not valid TLS");
  CHECK(held.quote == "internal_error (80)");
  const std::vector<std::string> records = records_of(held.script.sent);
  REQUIRE(records.size() == 2);
  CHECK(records[1] == plain_record(ContentType::alert, "\2\x50"));
}

TEST_CASE("tls: an answer that comes with Finished") {
  const Question question = question_of("https://h.example/");
  const Plan plan = {hello(), extensions(), certificate13(), verify(), finished(), answer(ok), wait()};
  const Held held = hold(question, {bytes_of(question, {}, plan)});
  CHECK(held.kind == is_healthy);
  CHECK(held.script.acts == "csrsol");
}

TEST_CASE("tls: the largest request, and what is too large") {
  Question question = question_of("https://h.example/");
  const std::string bytes = bytes_of(question, {}, answering({answer(ok)}));
  base::TextOf<1000> usual;
  question.settings.method = "";
  const std::size_t most = probe::longest_request - 1;
  std::string method(1, 'X');
  question.settings.method = method.c_str();
  probe::ask(question, usual);
  method.append(most - usual.size(), 'X');
  question.settings.method = method.c_str();
  const Held held = hold(question, parts_of(bytes, 1));
  CHECK(held.kind == is_healthy);
  TlsServer server({}, answering({answer(ok)}));
  const std::string hello = records_of(held.script.sent).front();
  server.take(hello);
  server.take(std::string_view(held.script.sent).substr(hello.size()));
  CHECK(server.is_client_right());
  CHECK(server.request().size() == most);
  method += 'X';
  question.settings.method = method.c_str();
  CHECK(hold(question, {bytes}).why == "the request is over 16 KiB");
}

TEST_CASE("tls: large answers, taken in small parts") {
  const Question question = question_of("https://h.example/");
  std::string text(40000, '\0');
  for (std::size_t i = 0; i != text.size(); ++i) text[i] = static_cast<char>(i * 31 >> 3);
  const Plan answers = {answer(text.substr(0, 16384)), answer(""), answer(text.substr(16384, 16384)),
                        answer(text.substr(32768)), alert(1, 0)};
  for (const bool is_tls13 : {true, false}) {
    const std::string bytes =
        bytes_of(question, is_tls13 ? Choices{} : choices12, answering(answers, is_tls13));
    for (const std::size_t capacity :
         {std::size_t{1}, std::size_t{100}, std::size_t{16383}, std::size_t{70000}}) {
      Script script{.parts = {bytes}};
      probe::Secured<Script> secured(script, dialogue.secured);
      REQUIRE(secured.connect(question).failure.is_none());
      std::vector<char> buffer(capacity);
      std::string received;
      for (;;) {
        const probe::Outcome outcome = secured.receive(buffer.data(), capacity);
        REQUIRE(outcome.failure.is_none());
        if (outcome.size == 0) break;
        received.append(buffer.data(), outcome.size);
      }
      CHECK(received == text);
      CHECK(script.noted == text);
    }
  }
}

TEST_CASE("tls: the rest of an answer is read after the verdict") {
  const Question question = question_of("https://h.example/");
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
  struct {
    Plan answers;
    std::size_t size;
  } const rows[] = {
      {{answer(head + "ab"), answer("cd"), answer("ef"), answer("never")}, head.size() + 6},
      {{answer(head + "ab"), ticket13(), answer(""), answer("cdef")}, head.size() + 6},
      {{answer(head + "ab"), alert(1, 0), answer("cdef")}, head.size() + 2},
      {{answer(head + "ab"), alert(2, 80), answer("cdef")}, head.size() + 2},
      {{answer(head + "ab"), bytes("no record")}, head.size() + 2},
      {{answer(head + "ab"), update(1), answer("cdef")}, head.size() + 6},
  };
  for (const auto& row : rows) {
    const std::string bytes = bytes_of(question, {}, answering(row.answers));
    const Held held = hold(question, parts_of(bytes, row.answers.size()));
    CHECK(held.kind == is_healthy);
    CHECK(dialogue.answer_size == row.size);
  }
}

TEST_CASE("tls: a server that asks for new keys without end fills no buffer") {
  const Question question = question_of("https://h.example/");
  const Plan updates(1000, update(1));
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
  const Held before = hold(question, {bytes_of(question, {}, answering(with({answer(ok)}, 0, updates)))});
  CHECK(before.kind == is_healthy);
  CHECK(std::count(before.script.acts.begin(), before.script.acts.end(), 's') > 1000);  // each is answered
  const Plan after = with(with({answer(head + "ab")}, 1, updates), 1001, {answer("cd")});
  const Held held = hold(question, parts_of(bytes_of(question, {}, answering(after)), 1001));
  CHECK(held.kind == is_healthy);
}

TEST_CASE("tls: a record that fits in no buffer") {
  const Question question = question_of("https://h.example/");
  const std::string header = "\x17\3\3\xff\xff";
  CHECK(hold(question, {header + "x"}).why == "it does not speak TLS");
  const std::string bytes = bytes_of(question, {}, answering({answer("HTTP")}));
  const Held held = hold(question, {bytes + header});
  CHECK(held.why == "not valid TLS");
  CHECK(held.quote == "record_overflow (22)");
}

TEST_CASE("tls: --expires-after, and until when a certificate is valid") {
  Question question = question_of("tls://h.example:1");  // now it is 2026-01-01
  struct {
    std::string certificate;
    base::Nanoseconds days;
    const char* why;  // nullptr: it is healthy
  } const rows[] = {
      {certificate(), 59, nullptr},
      {certificate(), 60, "the certificate expires in 59d"},
      {certificate("260101010000Z"), 1, "the certificate expires in 1h"},
      {certificate("251231235959Z"), 1, "the certificate has expired"},
      {certificate("20300101000000Z", 0x18), 1000, nullptr},
      {certificate("991231235959Z"), 1, "the certificate has expired"},
      {certificate("20300101000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("26x101000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261301000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("260001000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261232000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261200000000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261231240000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261231236000Z"), 1, "the certificate has no readable expiry date"},
      {certificate("261231235960Z"), 1, "the certificate has no readable expiry date"},
      {"nonsense", 1, "the certificate has no readable expiry date"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.certificate);
    question.settings.expires_after = row.days * 24 * 3600 * base::second;
    const Plan plan = replaced(plan13(), at_certificate,
                               {message(MessageType::certificate, certificates13(row.certificate))});
    const Held held = hold(question, {bytes_of(question, {}, plan)});
    CHECK((held.kind == is_healthy) == (row.why == nullptr));
    if (row.why != nullptr) CHECK(held.why == row.why);
  }
}

TEST_CASE("tls: the line of the PROXY protocol comes before TLS, once") {
  Question question = question_of("https://h.example/");
  question.settings.has_proxy_line = true;
  const Held held = hold(question, parts_of(bytes_of(question, {}, answering({answer(ok)})), 1));
  CHECK(held.kind == is_healthy);
  CHECK(held.script.sent.starts_with("PROXY UNKNOWN\r\n\x16\3\1"));
  CHECK(held.script.sent.find("PROXY", 1) == std::string::npos);
}

}  // namespace
