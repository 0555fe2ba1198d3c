// http:// with --http2-prior-knowledge: the request, byte for byte, and the verdict on each answer.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "tests/unit/http2_bytes.h"
#include "tests/unit/judging.h"

namespace {

using namespace std::literals;
using test::field;
using test::frame;
using test::hex;
using test::Judged;
using test::Kind;
using test::text;

probe::Question question_of(const char* word, const std::vector<const char*>& headers = {}) {
  probe::Question question = test::question_of(word);
  question.settings.speaks_http2 = true;
  question.settings.agent = "probe/1";
  for (const char* const header : headers) question.settings.headers.add(header);
  return question;
}

const std::string preface =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hex("00000c 04 00 00000000 0001 00000000 0002 00000000");
const std::string defaults = hex("0f2b") + text("probe/1") + hex("0f04") + text("*/*");
constexpr int end_headers = 4;
constexpr int end_all = 5;  // of the headers and of the stream

std::string head(std::string_view method, std::string_view path, std::string_view authority,
                 std::string_view fields) {
  return hex("02") + text(method) + hex("86 04") + text(path) + hex("01") + text(authority) +
         std::string(fields);
}

std::string request(const probe::Question& question) {
  const std::string bytes = test::request_of(question);
  CHECK(bytes.starts_with(preface));
  return bytes.substr(preface.size());
}

TEST_CASE("HTTP/2: a request has the target's path and host") {
  CHECK(request(question_of("http://h")) == frame(1, end_all, head("GET", "/", "h", defaults)));
  CHECK(request(question_of("http://h:8080/a?b#c")) ==
        frame(1, end_all, head("GET", "/a?b", "h:8080", defaults)));
  CHECK(request(question_of("http://[::1]?b")) == frame(1, end_all, head("GET", "/?b", "[::1]", defaults)));
  CHECK(request(question_of("http://h", {"Host:  a.b \t"})) ==
        frame(1, end_all, head("GET", "/", "a.b", defaults)));
  probe::Question elsewhere = question_of("http://h", {"Host: a.b"});
  elsewhere.is_elsewhere = true;
  CHECK(request(elsewhere) == frame(1, end_all, head("GET", "/", "h", defaults)));
}

TEST_CASE("HTTP/2: headers are in small letters, without those of one connection") {
  CHECK(request(question_of("http://h", {"X-A:  B ", "X-Empty:", "Connection: close", "TE: trailers",
                                         "Transfer-Encoding: chunked", "Upgrade: h2c", "Keep-Alive: 1",
                                         "Proxy-Connection: a"})) ==
        frame(1, end_all, head("GET", "/", "h", defaults + field("x-a", "B"))));
  CHECK(request(question_of("http://h", {"User-Agent: me", "Accept:"})) ==
        frame(1, end_all, head("GET", "/", "h", field("user-agent", "me"))));
  probe::Question nameless = question_of("http://h");
  nameless.settings.agent = "";
  CHECK(request(nameless) == frame(1, end_all, head("GET", "/", "h", hex("0f04") + text("*/*"))));
}

TEST_CASE("HTTP/2: credentials are sent") {
  const std::string login = hex("0f08") + text("Basic dTpwOnc=");
  CHECK(request(question_of("http://u:p%3aw@h")) ==
        frame(1, end_all, head("GET", "/", "h", defaults + login)));
  probe::Question question = question_of("http://h");
  question.settings.credentials = "u:p:w";
  CHECK(request(question) == frame(1, end_all, head("GET", "/", "h", defaults + login)));
  question.settings.credentials = "u:%3a";  // --user is not percent-encoded
  CHECK(request(question) ==
        frame(1, end_all, head("GET", "/", "h", defaults + hex("0f08") + text("Basic dTolM2E="))));
}

TEST_CASE("HTTP/2: --send is the body") {
  probe::Question question = question_of("http://h");
  question.settings.steps.add({"a=\\x62", false});
  question.settings.steps.add({"c", false});
  const std::string type = hex("0f10") + text("application/x-www-form-urlencoded");
  const std::string length = hex("0f0d") + text("5");
  CHECK(request(question) ==
        frame(1, end_headers, head("POST", "/", "h", defaults + type + length)) + frame(0, 1, "a=b&c"));
  question.settings.headers.add("Content-Type: text/plain");
  CHECK(
      request(question) ==
      frame(1, end_headers, head("POST", "/", "h", defaults + field("content-type", "text/plain") + length)) +
          frame(0, 1, "a=b&c"));
  question.settings.method = "GET";
  const std::string with_get = defaults + field("content-type", "text/plain") + length;
  CHECK(request(question) == frame(1, end_headers, head("GET", "/", "h", with_get)) + frame(0, 1, "a=b&c"));
  question.omits_body = true;
  CHECK(request(question) ==
        frame(1, end_all, head("GET", "/", "h", defaults + field("content-type", "text/plain"))));
}

TEST_CASE("HTTP/2: a method that has a body says that there is none") {
  probe::Question question = question_of("http://h");
  question.settings.method = "PUT";
  CHECK(request(question) == frame(1, end_all, head("PUT", "/", "h", defaults + hex("0f0d") + text("0"))));
}

const std::string start = frame(4, 0, "", 0) + frame(4, 1, "", 0);
const std::string ok = start + frame(1, end_headers, hex("88"));

std::string status(std::string_view code, std::string_view fields = {}) {
  return start + frame(1, end_all, hex("08") + text(code) + std::string(fields));
}

const std::string breaks = "it breaks the rules of HTTP/2";

struct Answer {
  std::string bytes;
  Kind kind = Kind::more;
  std::string why = {};
  std::string quote = {};
};

void check_answer(const probe::Question& question, const Answer& answer) {
  CAPTURE(answer.bytes);
  // The first SETTINGS of the server were acknowledged.
  const Judged whole = test::judged(question, answer.bytes, false, 1);
  CHECK(whole.kind == answer.kind);
  CHECK(whole.why == answer.why);
  CHECK(whole.quote == answer.quote);
  for (std::size_t size = 0; size < answer.bytes.size(); ++size) {
    const Judged part = test::judged(question, {answer.bytes.data(), size}, false, 1);
    if (part.kind == Kind::more) continue;
    CHECK(part.kind == whole.kind);
    CHECK(part.why == whole.why);
    CHECK(whole.quote.starts_with(part.quote));
  }
}

TEST_CASE("HTTP/2: the status of the final response decides") {
  const Answer answers[] = {
      {ok, Kind::healthy, "", "200"},
      {ok + frame(0, 1, "body"), Kind::healthy, "", "200"},
      {status("204"), Kind::healthy, "", "204"},
      {status("399"), Kind::healthy, "", "399"},
      {status("400"), Kind::unhealthy, "", "400"},
      {status("503"), Kind::unhealthy, "", "503"},
      {status("599"), Kind::unhealthy, "", "599"},
      {status("600"), Kind::unhealthy, "no HTTP status", "600"},
      {status("099"), Kind::unhealthy, "no HTTP status", "099"},
      {status("20"), Kind::unhealthy, "no HTTP status", "20"},
      {status("2000"), Kind::unhealthy, "no HTTP status", "2000"},
      {status("2x0"), Kind::unhealthy, "no HTTP status", "2x0"},
      {status("21/"), Kind::unhealthy, "no HTTP status", "21/"},
      {status("0200"), Kind::unhealthy, "no HTTP status", "0200"},
      {status("99999999999"), Kind::unhealthy, "no HTTP status", "99999999999"},
      {status("200", field("status", "503")), Kind::healthy, "", "200"},
      {status(""), Kind::unhealthy, "no HTTP status", ""},
      {start + frame(1, end_all, field("a", "b")), Kind::unhealthy, "no HTTP status", ""},
      {start + frame(1, end_headers, hex("08 03313033")) + frame(1, end_headers, hex("08 03313030")) +
           frame(1, end_all, hex("88")),
       Kind::healthy, "", "200"},
      {start + frame(1, end_headers, hex("08 03313033")) + frame(0, 1, "x"), Kind::unhealthy, breaks,
       "DATA before HEADERS"},
      {start + frame(1, end_headers, hex("be")), Kind::unhealthy, "its headers cannot be decoded", ""},
      {start + frame(3, 0, hex("00000007")), Kind::unhealthy, "it reset the stream, error", "7"},
      {start + frame(7, 0, hex("00000000 00000002") + "bye", 0), Kind::unhealthy, "it is going away, error",
       "2: bye"},
      {start + frame(9, 4, hex("88")), Kind::unhealthy, breaks, "an interrupted header block"},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", Kind::unhealthy, "it speaks HTTP/1, not HTTP/2",
       "HTTP/1.1 400 Bad Request"},
      {"SSH-2.0\r\n", Kind::unhealthy, "not HTTP/2", "SSH-2.0"},
      {"\x15\3\1\0\2\2\x46"s, Kind::unhealthy, "it speaks TLS, not HTTP/2", ""},
      {"HTTP/", Kind::unhealthy, "it speaks HTTP/1, not HTTP/2", "HTTP/"},
      {start, Kind::more},
      {"HTTP", Kind::more},
  };
  for (const Answer& answer : answers) check_answer(question_of("http://h/"), answer);
}

TEST_CASE("HTTP/2: --expect is searched in the body, over all its frames") {
  probe::Question question = question_of("http://h/");
  question.settings.steps.add({"needle", true});
  const std::string lacks = "the body does not contain --expect";
  const Answer answers[] = {
      {ok + frame(0, 1, "a needle"), Kind::healthy, "", "200"},
      {ok + frame(0, 0, "a nee") + frame(0, 0, "") + frame(6, 1, "12345678", 0) + frame(0, 0, "dle"),
       Kind::healthy, "", "200"},
      {ok + frame(0, 8, hex("03") + "a needle" + "xxx"), Kind::healthy, "", "200"},
      {ok + frame(0, 9, hex("03") + "a nee" + "dle"), Kind::unhealthy, lacks, "200"},
      {ok + frame(0, 1, "a nee"), Kind::unhealthy, lacks, "200"},
      {ok + frame(0, 0, "a nee") + frame(1, end_all, field("trailer", "needle")), Kind::unhealthy, lacks,
       "200"},
      {ok + frame(0, 0, "a nee") + frame(0, 1, "dle", 3), Kind::unhealthy, breaks,
       "a stream that was not opened"},
      {start + frame(1, end_all, hex("88")), Kind::unhealthy, lacks, "200"},
      {status("503") + frame(0, 1, "needle"), Kind::unhealthy, "", "503"},
      {ok + frame(0, 0, "a nee") + frame(3, 0, hex("00000002")), Kind::unhealthy,
       "it reset the stream, error", "2"},
      {ok + frame(0, 8, ""), Kind::unhealthy, breaks, "a frame of a wrong size"},
      // What comes after the end of the connection is not searched.
      {ok + frame(0, 8, "") + frame(0, 1, "needle"), Kind::unhealthy, breaks, "a frame of a wrong size"},
      {ok + frame(0, 0, "a nee") + frame(3, 0, hex("00000002")) + frame(0, 1, "dle"), Kind::unhealthy,
       "it reset the stream, error", "2"},
      {ok + frame(0, 1, "a needle" + std::string(16384, 'x')), Kind::unhealthy, breaks,
       "a frame over 16 KiB"},
      {ok + frame(0, 9, hex("09") + "needle"), Kind::unhealthy, breaks, "a frame of a wrong size"},
      {ok + frame(0, 0, "x", 3) + frame(0, 1, "needle"), Kind::unhealthy, breaks,
       "a stream that was not opened"},
      {ok + frame(3, 0, hex("00000002")) + frame(0, 1, "needle"), Kind::unhealthy,
       "it reset the stream, error", "2"},
      {ok + frame(0, 0, "a nee") + frame(8, 1, hex("00000001")) + frame(0, 0, "dle"), Kind::healthy, "",
       "200"},  // WINDOW_UPDATE has no flags
      {ok + frame(0, 0, "a nee"), Kind::more},
      {ok, Kind::more},
  };
  for (const Answer& answer : answers) check_answer(question, answer);
}

TEST_CASE("HTTP/2: --expect is not searched after a frame that decides") {
  probe::Question question = question_of("http://h/");
  question.settings.steps.add({"needle", true});
  const std::string needle = frame(0, 1, "needle");
  const Answer answers[] = {
      {ok + frame(0, 0, std::string(16375, 'x') + "needle....", 1), Kind::unhealthy, breaks,
       "a frame over 16 KiB"},
      {ok + frame(9, 4, "") + needle, Kind::unhealthy, breaks, "an interrupted header block"},
      {ok + frame(0, 0, "x", 3) + needle, Kind::unhealthy, breaks, "a stream that was not opened"},
      {ok + frame(3, 0, hex("00000002")) + needle, Kind::unhealthy, "it reset the stream, error", "2"},
      {ok + frame(7, 0, hex("00000000 00000002"), 0) + needle, Kind::unhealthy, "it is going away, error",
       "2"},
      {ok + needle + frame(9, 4, ""), Kind::healthy, "", "200"},
  };
  for (const Answer& answer : answers) check_answer(question, answer);
}

TEST_CASE("HTTP/2: a redirect is followed as over HTTP/1.1") {
  probe::Question question = question_of("http://h:8080/a");
  question.settings.follows = true;
  const Judged followed = test::judged(question, status("302", field("location", "/ready")), false, 1);
  CHECK(followed.kind == Kind::redirect);
  CHECK(followed.path == "/ready");
  CHECK(followed.method == "GET");
  check_answer(question, {status("302", field("location", "http://other/")), Kind::healthy, "", "302"});
  check_answer(question, {status("302", field("location", "ftp://h/")), Kind::unhealthy,
                          "it redirects to a scheme that is not supported", "ftp://h/"});
  check_answer(question, {status("302"), Kind::healthy, "", "302"});
  const std::string locations = field("content-location", "//other/") + field("location", "/a");
  CHECK(test::judged(question, status("302", locations + field("location", "/b")), false, 1).path == "/a");
  // Its Location leads to another host, so that the body decides.
  probe::Question searching = question;
  searching.settings.steps.add({"needle", true});
  check_answer(searching, {start + frame(1, end_headers, hex("08 03333032") + field("location", "//other/")) +
                               frame(3, 0, hex("00000002")),
                           Kind::unhealthy, "it reset the stream, error", "2"});
  question.settings.follows = false;
  check_answer(question, {status("302", field("location", "/ready")), Kind::healthy, "", "302"});
}

TEST_CASE("HTTP/2: SETTINGS and PING are acknowledged until there is a verdict") {
  const probe::Question question = question_of("http://h/");
  const std::string settings = frame(4, 0, "", 0);
  const std::string ping = frame(6, 0, "12345678", 0);
  CHECK(test::judged(question, settings + ping).bytes == frame(4, 1, "", 0));
  CHECK(test::judged(question, settings + ping, false, 1).bytes == frame(6, 1, "12345678", 0));
  CHECK(test::judged(question, settings + ping, false, 2).kind == Kind::more);
  CHECK(test::judged(question, ok).kind == Kind::healthy);
}

TEST_CASE("HTTP/2: a response is whole at the end of its stream") {
  const probe::Question question = question_of("http://h/");
  const auto is_whole = [&](const std::string& bytes) { return probe::is_whole(question, bytes); };
  CHECK_FALSE(is_whole(ok));
  CHECK_FALSE(is_whole(ok + frame(0, 0, "a")));
  CHECK(is_whole(ok + frame(0, 0, "a") + frame(0, 1, "")));
  CHECK(is_whole(ok + frame(0, 0, "a") + frame(1, end_all, "")));
  CHECK(is_whole(status("503")));
  CHECK(is_whole("HTTP/1.1 400"));
}

}  // namespace
