// HTTP: what --expect and --location read after the status line. Also credentials, escapes, and replies over
// tcp, udp and unix.
#include <string>
#include <string_view>

#include "doctest.h"
#include "judging.h"

namespace {

using namespace probe;
using namespace test;
using namespace std::string_view_literals;

const std::string ok = "HTTP/1.1 200 OK\r\n";

struct Body {
  std::string bytes;
  Kind kind;
  const char* why = "";
  bool is_over = false;
  const char* method = "GET";
};

constexpr const char* missing = "the body does not contain --expect";
constexpr const char* unclear = "the length of the body is unclear";

Question asking(const Body& body, const char* expect = "needle") {
  Question question = question_of("http://h/");
  if (expect != nullptr) question.settings.steps.add({expect, true});
  question.settings.method = body.method;
  return question;
}

const Body bodies[] = {
    // of a length
    {ok + "Content-Length: 10\r\n\r\n  needle  ", Kind::healthy},
    {ok + "Content-Length: 10\r\n\r\n  needle", Kind::healthy},  // found before its end
    {ok + "Content-Length: 7\r\n\r\n  needle  ", Kind::unhealthy, missing},
    {ok + "content-length:7,7\r\nContent-Length: 7, 7\r\n\r\nxneedle", Kind::healthy},
    {ok + "Content-Length: 0\r\n\r\nneedle", Kind::unhealthy, missing},
    {ok + "Content-Length: 9\r\n\r\nneedl", Kind::more},
    {ok + "Content-Length: 9\r\n\r\nneedl", Kind::more, "", true},  // it was cut off: converse() reports that
    {ok + "Content-Length: 7\r\nContent-Length: 8\r\n\r\nneedle  ", Kind::unhealthy, unclear},
    {ok + "Content-Length: -7\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Content-Length: +7\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Content-Length: 7 7\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Content-Length:\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Content-Length: 99999999999999999999\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Content-Length: 281474976710656\r\n\r\nneedle", Kind::healthy},  // 2^48
    {ok + "Content-Length: 281474976710657\r\n\r\nneedle", Kind::unhealthy, unclear},
    // up to the end
    {ok + "\r\n  needle", Kind::healthy},
    {ok + "\r\n  needl", Kind::more},
    {ok + "\r\n  needl", Kind::unhealthy, missing, true},
    {ok + "\n needle", Kind::healthy},
    {"HTTP/1.0 200 OK\n\nneedle", Kind::healthy},
    // in chunks
    {ok + "Transfer-Encoding: chunked\r\n\r\n6\r\nneedle\r\n0\r\n\r\n", Kind::healthy},
    {ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nnee\r\n3\r\ndle\r\n", Kind::healthy},
    {ok + "Transfer-Encoding: Chunked\n\n003;a=b\nnee\n0003 \ndle\n", Kind::healthy},
    {ok + "Transfer-Encoding: gzip, chunked\r\n\r\nA\r\n  needle  \r\n0\r\n\r\n", Kind::healthy},
    {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nne\r\n0\r\nX: needle\r\n\r\n", Kind::unhealthy, missing},
    {ok + "Transfer-Encoding: chunked\r\n\r\n6\r\nneed", Kind::more},
    {ok + "Transfer-Encoding: chunked\r\n\r\n6\r\nneed", Kind::more, "", true},
    {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nne\r", Kind::more},
    {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nneedle\r\n0\r\n\r\n", Kind::unhealthy, unclear},
    {ok + "Transfer-Encoding: chunked\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Transfer-Encoding: chunked\r\n\r\n-6\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Transfer-Encoding: chunked\r\n\r\n1000000000000\r\nneedle", Kind::healthy},  // 2^48
    {ok + "Transfer-Encoding: chunked\r\n\r\n1000000000001\r\nneedle", Kind::unhealthy, unclear},
    {ok + "Transfer-Encoding: chunked, gzip\r\n\r\nneedle", Kind::healthy},
    {ok + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n6\r\nneedle\r\n", Kind::unhealthy, unclear},
    {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nneedle\r\n", Kind::unhealthy, unclear},
    // folded, odd and long heads
    {ok + "Content-Length:\r\n 6\r\n\r\nneedle", Kind::healthy},
    {ok + "X: a\r\n\tContent-Length: 0\r\n\r\nneedle", Kind::healthy},
    {ok + " Content-Length: 0\r\n\r\nneedle", Kind::healthy},
    {ok + "Content-Length : 6\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "X\t: y\r\nContent-Length: 6\r\n\r\nneedle", Kind::unhealthy, unclear},
    {ok + "no colon\r\n: no name\r\nContent-Length: 0\r\n\r\n", Kind::unhealthy, missing},
    {ok + "no colon\r\n X : y\r\nContent-Length: 6\r\n\r\nneedle", Kind::healthy},
    {ok + "X: a\r\n \r\nY: needle\r\nContent-Length: 4\r\n\r\nbody", Kind::unhealthy, missing},
    {ok + "X: a\r\n\t\r\nContent-Length: 6\r\n\r\nneedle", Kind::healthy},
    {ok + " \r\nX: needle\r\nContent-Length: 0\r\n\r\n", Kind::unhealthy, missing},
    {ok + "\r\r\nX: needle\r\nContent-Length: 0\r\n\r\n", Kind::unhealthy, missing},
    {"HTTP/1.1 103 Early\r\nX: a\r\n \r\nY: b\r\n\r\n" + ok + "\r\nneedle", Kind::healthy},
    {ok + "Transfer-Encoding: notchunked\r\n\r\nneedle", Kind::healthy},
    {ok + "Transfer-Encoding: gzip ,\tchunked\r\n\r\n6\r\nneedle\r\n", Kind::healthy},
    {ok + "X: y", Kind::more},
    {ok + "X: y\r\n", Kind::more},
    {ok, Kind::more},
    {"HTTP/1.1 103 Early\r\nContent-Length: 3\r\n\r\n" + ok + "\r\nneedle", Kind::healthy},
    // none
    {ok + "Content-Length: 6\r\n\r\n", Kind::unhealthy, missing, false, "HEAD"},
    {"HTTP/1.1 204 No Content\r\n\r\nneedle", Kind::unhealthy, missing},
    {"HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", Kind::unhealthy, missing},
    // the status decides first
    {"HTTP/1.1 503 Busy\r\n", Kind::unhealthy},
};

TEST_CASE("a body is searched up to its end, with each framing") {
  for (const Body& body : bodies) {
    CAPTURE(body.bytes);
    const Question question = asking(body);
    const Judged verdict = judged(question, body.bytes, body.is_over);
    CHECK(verdict.kind == body.kind);
    CHECK(verdict.why == body.why);
    check_parts(question, body.bytes);
  }
}

TEST_CASE("with any byte in any place of a body, a verdict lasts") {
  check_corrupted(asking({}, "le"),
                  ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nnee\r\n3\r\ndle\r\n0\r\n\r\n");
  check_corrupted(asking({}), ok + "Content-Length: 7\r\n\r\n needle");
}

struct Redirect {
  const char* target;
  std::string_view location;
  const char* leads_to;  // nullptr: it is not followed
  Kind otherwise = Kind::healthy;
};

const Redirect redirects[] = {
    {"http://h:81/a/b?q#f", "/new", "http://h:81/new"},
    {"http://h/", "/new?x#y", "http://h:80/new?x"},
    {"http://h/a/b", "c", "http://h:80/a/c"},
    {"http://h/a/b", "./c/../d", "http://h:80/a/d"},
    {"http://h/a/b/c", "../../../../x", "http://h:80/x"},
    {"http://h/a/b/c", "..", "http://h:80/a/"},
    {"http://h/a/b/c", ".", "http://h:80/a/b/"},
    {"http://h/a/b?c", "?d", "http://h:80/a/b?d"},
    {"http://h/a/b?c", "", nullptr},
    {"http://h/a/b?c", "#f", "http://h:80/a/b?c"},
    {"http://h", "c", "http://h:80/c"},
    {"http://h?a", "?b", "http://h:80/?b"},
    {"http://h/a", "/...//.../.x/", "http://h:80/...//.../.x/"},
    {"http://h/a", "//h:82/x", "http://h:82/x"},
    {"http://h/a", "http://h:82", "http://h:82/"},
    {"http://h/a", "HTTP://H:82/x", "http://H:82/x"},
    {"http://h/a", "//h:/x", "http://h:/x"},
    {"http://h/a", "http://h:/x", "http://h:/x"},
    {"http://[::1]:81/a", "b", "http://[::1]:81/b"},
    {"http://[fe80::1%eth0]/a", "b", "http://[fe80::1%eth0]:80/b"},
    {"http://:81/a", "http://localhost:82/b", "http://localhost:82/b"},
    {"http://:81/a", "b", "http://localhost:81/b"},
    {"http://u:p@h/a", "b", "http://h:80/b"},
    {"http://h/a", "http://other/b", nullptr},
    {"http://h/a", "//other/b", nullptr},
    {"http://h/a", "https://other/b", nullptr},
    {"http://h/a", "https://h/b", "https://h/b"},
    {"http://h/a", "HTTPS://u@H:81", "https://u@H:81/"},
    {"https://h/a", "b", "https://h:443/b"},
    {"https://h:81/a", "//h/b", "https://h/b"},
    {"https://h/a", "http://h/b", "http://h/b"},
    {"https://h/a", "ftp://h/b", nullptr, Kind::unhealthy},
    {"http://h/a", "ftp://h/b", nullptr, Kind::unhealthy},
    {"http://h/a", "http://h:x/", nullptr, Kind::unhealthy},
    {"http://h/a", "http://h:99999/", nullptr, Kind::unhealthy},
    {"http://h/a", "http://[h/", nullptr, Kind::unhealthy},
    // To another host, or to none: as for kubelet, the status decides, whatever the rest is.
    {"http://h/a", "https://other:/b", nullptr},
    {"http://h/a", "https://other:99999/b", nullptr},
    {"http://h/a", "https://other:x", nullptr},
    {"http://h/a", "http://\xc3\xa4.example/b", nullptr},
    {"http://h/a", "http://other/\xc3\xa4", nullptr},
    {"http://h/a", "http://h b/", nullptr},
    {"http://h/a", "http://h@other/", nullptr},
    {"http://h/a", "http://hh/", nullptr},
    {"http://h/a", "ftp://other/", nullptr},
    {"http://h/a", "myapp://login", nullptr},
    {"http://h/a", "mailto:a@h", nullptr},
    {"http://h/a", "https:/b", nullptr},
    {"http://h/a", "http:x", nullptr},
    {"http://h/a", "http:", nullptr},
    {"http://h/a", "http:///login", nullptr},
    {"http://h/a", "//:81/x", nullptr},
    {"http://h/a", "//u@/x", nullptr},
    {"http://h/a", "///x", nullptr},
    {"http://:81/a", "http:///login", nullptr},
    {"http://127.0.0.1/a", "//[::1]/", nullptr},
    {"http://[::1]/a", "//[::2]/", nullptr},
    {"http://[::1]/a", "//[::1]:82/", "http://[::1]:82/"},
    {"http://h/a", "/b c?d\te", "http://h:80/b%20c?d%09e"},
    {"http://h/a", "/\xc3\xa4%20", "http://h:80/%C3%A4%20"},
    {"http://h/a", "/b\0c"sv, "http://h:80/b%00c"},
    {"http://h/a", "/b\r\n \tc", "http://h:80/b%20c"},  // it was folded
    {"http://h/a", "/b\n c", "http://h:80/b%20c"},
};

TEST_CASE("a Location is merged as in RFC 3986, and followed on the same host") {
  for (const Redirect& redirect : redirects) {
    CAPTURE(redirect.target);
    CAPTURE(redirect.location);
    Question question = question_of(redirect.target);
    question.settings.follows = true;
    question.settings.is_insecure = true;
    const std::string answer =
        "HTTP/1.1 302 Found\r\nLocation: " + std::string(redirect.location) + "\r\n\r\n";
    const Judged verdict = judged(question, answer);
    check_parts(question, answer);
    if (redirect.leads_to == nullptr) {
      CHECK(verdict.kind == redirect.otherwise);
      continue;
    }
    CHECK(verdict.kind == Kind::redirect);
    base::TextOf<http::longest_location> encoded;
    http::put_location(encoded, redirect.location);
    CHECK(verdict.location == http::without_user(encoded.view()));
    encoded.put('\0');
    base::TextOf<http::longest_location> word;
    Target to;
    bool is_secured = question.is_secured;
    CHECK(http::merge_location(question.target, encoded.view().data(), word, to, is_secured) ==
          http::Destination::same_scheme);
    CHECK(is_secured == std::string_view(redirect.leads_to).starts_with("https:"));
    CHECK(verdict.path == to.path);
    CHECK(verdict.is_other_server == http::names_host(encoded.view().data()));
    CHECK(std::string(word.view().data()) == redirect.leads_to);
  }
}

TEST_CASE("a status is a redirect with its method, or is not followed") {
  struct {
    int status;
    const char* method;
    const char* next;  // nullptr: it is not followed
  } const rows[] = {
      {301, "GET", "GET"},   {302, "POST", "GET"},  {303, "PUT", "GET"},   {307, "POST", "POST"},
      {308, "PUT", "PUT"},   {302, "HEAD", "HEAD"}, {300, "GET", nullptr}, {304, "GET", nullptr},
      {305, "GET", nullptr}, {200, "GET", nullptr}, {404, "GET", nullptr},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    Question question = question_of("http://h/");
    question.settings.follows = true;
    question.settings.method = row.method;
    const std::string answer = "HTTP/1.1 " + std::to_string(row.status) + " X\r\nLocation: /x\r\n\r\n";
    const Judged verdict = judged(question, answer);
    CHECK((verdict.kind == Kind::redirect) == (row.next != nullptr));
    if (row.next != nullptr) CHECK(verdict.method == row.next);
    question.settings.follows = false;
    CHECK(judged(question, answer).kind == (row.status < 400 ? Kind::healthy : Kind::unhealthy));
  }
  Question question = question_of("http://h/");
  question.settings.follows = true;
  CHECK(judged(question, "HTTP/1.1 302 X\r\nA: b\r\n\r\n").kind == Kind::healthy);  // no Location
  CHECK(judged(question, "HTTP/1.1 302 X\r\nLocation: ftp://u:secret@h/\r\n\r\n").quote == "h/");
  CHECK(judged(question, "HTTP/1.1 302 X\r\nLocation: ftp://h/\r\n\r\n").quote == "ftp://h/");
  const std::string long_location = "HTTP/1.1 302 X\r\nLocation: /" + std::string(3000, 'x') + "\r\n\r\n";
  CHECK(judged(question, long_location).why == "its Location is over 2 KiB");
  CHECK(judged(question, "HTTP/1.1 302 X\r\nLocation: http://h:x/\r\n\r\n").why ==
        "it redirects to no target");
  const auto with_location_of = [&](std::size_t size) {
    const std::string start = "http://h/";
    const std::string location = start + std::string(size - start.size(), 'x');
    return judged(question, "HTTP/1.1 302 X\r\nLocation: " + location + "\r\n\r\n");
  };
  CHECK(with_location_of(http::longest_location - 2).kind == Kind::redirect);
  CHECK(with_location_of(http::longest_location - 1).why == "its Location is over 2 KiB");
  const std::string form(20000, '\xc3');  // SAML has long queries
  const std::string same = "HTTP/1.1 302 X\r\nLocation: http://h/?" + form + "\r\n\r\n";
  CHECK(judged(question, same).why == "its Location is over 2 KiB");
  const std::string other = "HTTP/1.1 302 X\r\nLocation: https://other/?" + form + "\r\n\r\n";
  CHECK(judged(question, other).kind == Kind::healthy);
  const std::string host = "HTTP/1.1 302 X\r\nLocation: http://" + std::string(20000, 'h') + "\r\n\r\n";
  CHECK(judged(question, host).kind == Kind::healthy);
}

TEST_CASE("credentials from the target or --user are sent as Basic, unless a header replaces them") {
  struct {
    const char* word;
    const char* credentials;
    const char* value;  // nullptr: no Authorization header
  } const rows[] = {
      {"http://h/", nullptr, nullptr},
      {"http://Aladdin:open%20sesame@h/", nullptr, "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
      {"http://user@h/", nullptr, "dXNlcjo="},
      {"http://u:%zz%4@h/", nullptr, "dTolenolNA=="},
      {"http://@h/", nullptr, nullptr},
      {"http://a:b@h/", "user:pa%20ss", "dXNlcjpwYSUyMHNz"},
      {"http://h/", "user", "dXNlcjo="},
      {"http://h/", "u:\xff", "dTr/"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    Question question = question_of(row.word);
    question.settings.credentials = row.credentials;
    const std::string line =
        row.value == nullptr ? "" : "Authorization: Basic " + std::string(row.value) + "\r\n\r\n";
    CHECK(request_of(question).ends_with(row.value == nullptr ? "Connection: close\r\n\r\n" : line));
    question.settings.headers.add("authorization: Bearer x");
    CHECK(request_of(question).ends_with("authorization: Bearer x\r\n\r\n"));
    CHECK(request_of(question).find("Basic") == std::string::npos);
  }
}

TEST_CASE("the user's Host header is not sent if a redirect names the host") {
  Question question = question_of("http://h:81/");
  question.settings.headers.add("Host: example.org");
  CHECK(request_of(question).find("Host: example.org\r\n") != std::string::npos);
  question.is_elsewhere = true;
  CHECK(request_of(question).starts_with("GET / HTTP/1.1\r\nHost: h:81\r\nUser-Agent"));
  CHECK(request_of(question).find("example.org") == std::string::npos);
}

TEST_CASE("escapes stand for bytes, and wrong ones are refused") {
  base::TextOf<64> text;
  put_unescaped(text, R"(a\\\"\n\r\t\0\x41\xfF\x00z)");
  CHECK(text.view() == "a\\\"\n\r\t\0A\xff\0z"sv);
  for (const char* const good : {"", "plain", R"(\\)", R"(\x00)"}) CHECK(check_escapes(good).is_valid());
  for (const char* const bad : {R"(\)", R"(\q)", R"(\x)", R"(\x4)", R"(\x4g)", R"(a\)"})
    CHECK(check_escapes(bad).hides_value());
}

TEST_CASE("a reply over tcp, udp or unix is searched for --expect") {
  struct {
    const char* word;
    const char* expect;
    std::string_view bytes;
    bool is_over;
    Kind kind;
    const char* why;
  } const rows[] = {
      {"tcp://h:1", nullptr, "", false, Kind::healthy, "connected"},
      {"tcp://h:1", "", "", false, Kind::healthy, "it replied as expected"},
      {"tcp://h:1", R"(\0PONG\r\n)", "\0PON"sv, false, Kind::more, ""},
      {"tcp://h:1", R"(\0PONG\r\n)", "+\0PONG\r\n"sv, false, Kind::healthy, "it replied as expected"},
      {"tcp://h:1", "PONG", "PING", true, Kind::unhealthy, "the reply does not contain --expect"},
      {"tcp://h:1", "aab", "aaab", false, Kind::healthy, "it replied as expected"},
      {"unix:/s", "PONG", "", true, Kind::unhealthy, "it closed without a reply"},
      {"udp://h:1", nullptr, "", false, Kind::more, ""},
      {"udp://h:1", nullptr, "", true, Kind::healthy, "not refused"},
      {"udp://h:1", nullptr, "x", false, Kind::healthy, "it replied"},
      {"udp://h:1", "x", "x", false, Kind::healthy, "it replied as expected"},
      {"udp://h:1", "x", "y", false, Kind::more, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    CAPTURE(row.bytes);
    Question question = question_of(row.word);
    if (row.expect != nullptr) question.settings.steps.add({row.expect, true});
    const Judged verdict = judged(question, row.bytes, row.is_over);
    CHECK(verdict.kind == row.kind);
    CHECK(verdict.why == row.why);
    question.settings.steps = {};
    question.settings.steps.add({R"(PING\r\n)", false});
    CHECK(request_of(question) == "PING\r\n");
  }
}

}  // namespace
