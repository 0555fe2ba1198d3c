// Kubelet's own tables of its HTTP requests (pkg/probe/http/request_test.go): the path and the host of a URL,
// and the headers that are sent.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "judging.h"

namespace {

using namespace probe;
using namespace test;
using namespace std::string_view_literals;

TEST_CASE("kubelet's table of URLs") {
  const struct {
    const char* url;  // as formatURL builds it from a scheme, localhost, port 93 and a path
    const char* path;
  } rows[] = {
      {"http://localhost:93", "/"},           {"http://localhost:93?foo", "/?foo"},
      {"http://localhost:93/path", "/path"},  {"http://localhost:93/path?bar", "/path?bar"},
      {"https://localhost:93/path", "/path"}, {"https://localhost:93/path?bar", "/path?bar"},
  };
  for (const auto& row : rows) {
    const Question question = question_of(row.url);
    CHECK(question.target.port == 93);
    const std::string start = "GET " + std::string(row.path) + " HTTP/1.1\r\nHost: localhost:93\r\n";
    CHECK(request_of(question).starts_with(start));
  }
}

TEST_CASE("kubelet's table of headers") {
  const struct {
    std::vector<const char*> given;
    std::string sent;
  } rows[] = {
      {{"Connection: Keep-Alive", "Content-Type: text/html", "Accept-Ranges: bytes"},
       "Host: h\r\nUser-Agent: probe/1\r\nAccept: */*\r\n"
       "Connection: Keep-Alive\r\nContent-Type: text/html\r\nAccept-Ranges: bytes\r\n"},
      {{"HOST: example.com", "FOO-bAR: value"},  // names are the same in capitals
       "Host: example.com\r\nUser-Agent: probe/1\r\nAccept: */*\r\nConnection: close\r\n"
       "FOO-bAR: value\r\n"},
      {{}, "Host: h\r\nUser-Agent: probe/1\r\nAccept: */*\r\nConnection: close\r\n"},
  };
  for (const auto& row : rows) {
    Question question = question_of("http://h/");
    question.settings.agent = "probe/1";
    for (const char* const header : row.given) question.settings.headers.add(header);
    CHECK(request_of(question) == "GET / HTTP/1.1\r\n" + row.sent + "\r\n");
  }
}

}  // namespace
