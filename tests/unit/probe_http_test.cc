// HTTP: the request, byte for byte, and the verdict on each answer.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "judging.h"

namespace {

using namespace probe;
using namespace test;
using namespace std::string_view_literals;

std::string request(const char* word, const std::vector<const char*>& headers = {},
                    const char* method = "GET", const char* agent = "probe/1") {
  Question question;
  REQUIRE(read_target(word, question).is_valid());
  question.settings.method = method;
  question.settings.agent = agent;
  for (const char* const header : headers) question.settings.headers.add(header);
  base::TextOf<4096> text;
  ask(question, text);
  return std::string(text.view());
}

const std::string defaults = "User-Agent: probe/1\r\nAccept: */*\r\nConnection: close\r\n";

TEST_CASE("a request has the headers of kubelet, Host first") {
  struct {
    const char* word;
    const char* path;
    const char* host;
  } const rows[] = {
      {"http://127.0.0.1:8080/healthz", "/healthz", "127.0.0.1:8080"},
      {"http://h", "/", "h"},
      {"http://h:80/", "/", "h"},
      {"http://h:443?a=b", "/?a=b", "h:443"},
      {"http://h/a%20b;c?d=e&f#g", "/a%20b;c?d=e&f", "h"},
      {"http://[::1]:8080/", "/", "[::1]:8080"},
      {"http://[fe80::1%25eth0]/", "/", "[fe80::1]"},
      {"http://:8080/", "/", "localhost:8080"},
      {"http://", "/", "localhost"},
  };
  for (const auto& row : rows) {
    CHECK(request(row.word) ==
          "GET " + std::string(row.path) + " HTTP/1.1\r\nHost: " + row.host + "\r\n" + defaults + "\r\n");
  }
}

TEST_CASE("headers replace the defaults, and empty ones remove them") {
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\n";
  const std::string agent = "User-Agent: probe/1\r\n";
  const std::string accept = "Accept: */*\r\n";
  const std::string close = "Connection: close\r\n";
  CHECK(request("http://h", {"X-A: b", "X-A:c"}) ==
        start + agent + accept + close + "X-A: b\r\nX-A:c\r\n\r\n");
  CHECK(request("http://h", {"accept: text/html"}) == start + agent + close + "accept: text/html\r\n\r\n");
  CHECK(request("http://h", {"Accept:"}) == start + agent + close + "\r\n");
  CHECK(request("http://h", {"User-Agent: \t"}) == start + accept + close + "\r\n");
  CHECK(request("http://h", {}, "GET", "") == start + accept + close + "\r\n");
  CHECK(request("http://h", {"Accept-Encoding:"}) ==
        start + agent + accept + close + "Accept-Encoding:\r\n\r\n");
  CHECK(request("http://h:81", {"host:  example.org"}) ==
        "GET / HTTP/1.1\r\nHost: example.org\r\n" + defaults + "\r\n");
  CHECK(request("http://h", {"Host: example.org", "host: h"}) ==
        "GET / HTTP/1.1\r\nHost: example.org\r\n" + defaults + "\r\n");
  CHECK(request("http://h", {"Host:"}) == start + agent + accept + close + "\r\n");
  CHECK(request("http://h", {"Hostage: x"}) == start + agent + accept + close + "Hostage: x\r\n\r\n");
  CHECK(request("http://h", {}, "HEAD").starts_with("HEAD / HTTP/1.1\r\n"));
}

Question asking() {
  Question question = question_of("http://h/");
  question.settings.statuses.add(418, 418);
  return question;
}

const std::string interim = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n";
const std::string five_interim = interim + interim + interim + interim + interim;
const std::string six_interim = five_interim + interim;
const std::string after_five = five_interim + "HTTP/1.1 204 No Content\n";
const std::string long_reason = "HTTP/1.1 200 " + std::string(5000, 'x');

const Answer answers[] = {
    {"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", Kind::healthy, "", "200 OK"},
    {"HTTP/1.0 200 OK\n", Kind::healthy, "", "200 OK"},
    {"HTTP/1.1 200\r\n", Kind::healthy, "", "200"},
    {"HTTP/1.1 200 \n", Kind::healthy, "", "200"},
    {"HTTP/1.9 399 Any reason  at all \r\n", Kind::healthy, "", "399 Any reason  at all"},
    {"HTTP/1.1 418 I'm a teapot\r\n", Kind::healthy, "", "418 I'm a teapot"},
    {"HTTP/1.1 400 Bad\0Request\r\n"sv, Kind::unhealthy, "", "400 Bad\0Request"sv},
    {"HTTP/1.1 503 Service Unavailable\r\n", Kind::unhealthy, "", "503 Service Unavailable"},
    {"HTTP/1.1 599 \r\n", Kind::unhealthy, "", "599"},
    {"HTTP/1.1 600 \r\n", Kind::unhealthy, "no HTTP status", "600"},
    {"HTTP/1.1 099 \r\n", Kind::unhealthy, "no HTTP status", "099"},
    {"HTTP/1.1 000 \r\n", Kind::unhealthy, "no HTTP status", "000"},
    {"HTTP/1.1 101 Switching Protocols\r\n", Kind::unhealthy, "it switches protocols without being asked",
     "101 Switching Protocols"},
    {"HTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 200 OK\n", Kind::healthy, "", "200 OK"},
    {"HTTP/1.1 103\n\nHTTP/1.1 500\n", Kind::unhealthy, "", "500"},
    {"HTTP/1.1 100 Continue\r\n\r\nxHTTP/1.1 200\n", Kind::unhealthy, "not HTTP", "xHTTP/1.1 200"},
    {after_five, Kind::healthy, "", "204 No Content"},
    {six_interim, Kind::unhealthy, "more than 5 interim replies", "100 Continue"},
    {long_reason, Kind::healthy, "", std::string_view(long_reason.data() + 9, 100)},
    {"HTTP/1.1 20\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1 20"},
    {"HTTP/1.1 2000 OK\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1 2000 OK"},
    {"HTTP/1.1 20x OK\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1 20x OK"},
    {"HTTP/1.1 -200 OK\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1 -200 OK"},
    {"HTTP/1.1  200 OK\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1  200 OK"},
    {"HTTP/1.1 200\tOK\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1 200\tOK"},
    {"HTTP/1.1\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/1.1"},
    {"HTTP/2 200\r\n", Kind::unhealthy, "no HTTP/1.1 status line", "HTTP/2 200"},
    {"HTTP 200 OK\r\n", Kind::unhealthy, "not HTTP", "HTTP 200 OK"},
    {"http/1.1 200 OK\r\n", Kind::unhealthy, "not HTTP", "http/1.1 200 OK"},
    {"\r\nHTTP/1.1 200 OK\r\n", Kind::unhealthy, "not HTTP", ""},
    {"220 mail.example ESMTP\r\n", Kind::unhealthy, "not HTTP", "220 mail.example ESMTP"},
    {"SSH-2.0-OpenSSH_9.2\r\n", Kind::unhealthy, "not HTTP", "SSH-2.0-OpenSSH_9.2"},
    {"<html>no status line</html>", Kind::unhealthy, "not HTTP", "<html>no status line</html>"},
    {"\x15\x03\x03\0\x02\x02\x46"sv, Kind::unhealthy, "it speaks TLS, not HTTP", ""},
    {"\x16\x03\x01\x02\0"sv, Kind::unhealthy, "it speaks TLS, not HTTP", ""},
    {"\0\0\x06\x04\0\0\0\0\0"sv, Kind::unhealthy, "it speaks HTTP/2: use --http2-prior-knowledge or grpc://",
     ""},
    {"\0\0\0\0\0\0"sv, Kind::unhealthy, "not HTTP", "\0\0\0\0\0\0"sv},
    {"\xff\xfe\n"sv, Kind::unhealthy, "not HTTP", "\xff\xfe"sv},
    {"", Kind::more},
    {"H", Kind::more},
    {"HTTP/1.1 200 OK", Kind::more},
    {"HTTP/1.1 200 OK\r", Kind::more},
    {interim, Kind::more},
    {five_interim, Kind::more},
    {"HTTP/1.1 100 Continue\r\nA: b\r\nC", Kind::more},
    {"\0\0\x06"sv, Kind::more},
};

TEST_CASE("each answer has its verdict, and no part of it has another") {
  for (const Answer& answer : answers) check_answer(asking(), answer);
}

TEST_CASE("interim replies are skipped up to the head of the final one") {
  struct {
    std::string bytes;
    std::string rest;
  } const rows[] = {
      {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n"},
      {interim + interim + "HTTP/1.1 503 Busy\r\nA: b", "HTTP/1.1 503 Busy\r\nA: b"},
      {"HTTP/1.1 101 Switching Protocols\r\n", "HTTP/1.1 101 Switching Protocols\r\n"},
      {interim, ""},
      {interim + "HTTP/1.1 20", ""},
      {"HTTP/1.1 100 Continue\r\nA: b\r\n", ""},
      {"SSH-2.0-OpenSSH_9.2\r\n", ""},
      {std::string("\0\0\0\4\0\0\0\0\0", 9), ""},  // HTTP/2
      {"", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    const char* at = row.bytes.data();
    const char* const end = at + row.bytes.size();
    http::skip_interim(at, end);
    CHECK(std::string_view(at, end) == row.rest);
  }
}

TEST_CASE("with any byte in any place, a verdict lasts") {
  check_corrupted(asking(), "HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 OK\r\n");
}

static_assert(kind_of(http::row, "HTTP/1.1 200 OK\r\n") == Kind::healthy);
static_assert(kind_of(http::row, "HTTP/1.1 503\n") == Kind::unhealthy);
static_assert(kind_of(http::row, "HTTP/1.1 200") == Kind::more);
static_assert(kind_of(tcp::row, "") == Kind::healthy);

}  // namespace
