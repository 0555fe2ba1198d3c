// FastCGI: the request, byte for byte, and the verdict on each answer, wherever records cut it.
#include <string>
#include <string_view>

#include "doctest.h"
#include "judging.h"
#include "probe/protocols.h"

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using test::check_answer;
using test::Kind;
using test::kind_of;

std::string record(int type, const std::string& content, std::size_t padding = 0, int version = 1,
                   int id = 1) {
  std::string bytes;
  for (const std::size_t byte :
       {static_cast<std::size_t>(version), static_cast<std::size_t>(type), std::size_t{0},
        static_cast<std::size_t>(id), content.size() >> 8, content.size() & 255, padding, std::size_t{0}}) {
    bytes += static_cast<char>(byte);
  }
  return bytes + content + std::string(padding, 'p');
}

std::string output(const std::string& content, std::size_t padding = 0) {
  return record(6, content, padding);
}
std::string error(const std::string& content) { return record(7, content); }
std::string end(char status = 0) { return record(3, "\0\0\0\0"s + status + "\0\0\0"s); }

/// The same output with a record for each byte, and padding and errors between them.
std::string cut(const std::string& content) {
  std::string bytes;
  for (const char byte : content) bytes += output({byte}, bytes.size() % 3) + error("e") + error("");
  return bytes;
}

std::string parameter(const std::string& name, const std::string& value) {
  const std::string length = {'\x80', 0, static_cast<char>(value.size() >> 8),
                              static_cast<char>(value.size())};
  return static_cast<char>(name.size()) + length + name + value;
}

std::string get(const std::string& script, const std::string& uri, const std::string& query) {
  return record(1, "\0\1\0\0\0\0\0\0"s) +
         record(4, parameter("GATEWAY_INTERFACE", "CGI/1.1") + parameter("REQUEST_METHOD", "GET") +
                       parameter("SERVER_PROTOCOL", "HTTP/1.1") + parameter("SCRIPT_NAME", script) +
                       parameter("SCRIPT_FILENAME", script) + parameter("REQUEST_URI", uri) +
                       parameter("QUERY_STRING", query)) +
         record(4, "") + record(5, "");
}

TEST_CASE("the request is a GET of the target's script") {
  CHECK(test::request_of(test::question_of("fcgi://h/ping")) == get("/ping", "/ping", ""));
  CHECK(test::request_of(test::question_of("fcgi://h/a%20b/c?json&d=%20?#e")) ==
        get("/a b/c", "/a%20b/c?json&d=%20?", "json&d=%20?"));
  CHECK(test::request_of(test::question_of("fcgi://h")) == get("/", "/", ""));
  CHECK(test::request_of(test::question_of("fcgi://h?a")) == get("/", "?a", "a"));
  CHECK(test::request_of(test::question_of("fcgi://h/?")) == get("/", "/?", ""));
  const std::string path = "/" + std::string(700, 'x');
  CHECK(test::request_of(test::question_of(("fcgi://h" + path).c_str())) == get(path, path, ""));
}

const std::string pong = "Content-type: text/plain\r\n\r\npong";
const std::string not_found = "Status: 404 Not Found\r\nContent-type: text/html\r\n\r\nFile not found.\n";
const std::string long_status = "Status: 200 " + std::string(5000, 'x') + "\r\n\r\n";

const struct {
  std::string bytes;
  Kind kind = Kind::more;
  std::string why = {};
  std::string quote = {};
} rows[] = {
    {output(pong, 4) + end(), Kind::healthy, "", "200 OK"},
    {output(pong) + output("") + end() + "trailing", Kind::healthy, "", "200 OK"},
    {cut(pong), Kind::healthy, "", "200 OK"},
    {output("\r\n") + end(), Kind::unhealthy, "no head of a CGI answer", ""},
    {output("\n"), Kind::unhealthy, "no head of a CGI answer", ""},
    {output("<html>\nX: y\n\n"), Kind::unhealthy, "no head of a CGI answer", "<html>"},
    {cut("HTTP/1.1 500 Oops\r\nX: y\r\n\r\n"), Kind::unhealthy, "no head of a CGI answer",
     "HTTP/1.1 500 Oops"},
    {output("Status: 200 OK\n<html>\n"), Kind::unhealthy, "no head of a CGI answer", "<html>"},
    {output("Status : 500\n\n"), Kind::unhealthy, "no head of a CGI answer", "Status : 500"},
    {output("a b: c\n\n"), Kind::unhealthy, "no head of a CGI answer", "a b: c"},
    {output(": c\n\n"), Kind::unhealthy, "no head of a CGI answer", ": c"},
    {output("Location: https://other/\n\n"), Kind::healthy, "", "302 Found"},
    {output("LOCATION:/login\nX: y\n\n"), Kind::healthy, "", "302 Found"},
    {output("Location:\nX: y\n\n"), Kind::healthy, "", "200 OK"},
    {output("Location: /x\nStatus: 500\n\n"), Kind::unhealthy, "", "500"},
    {output("Status: 404 x\nLocation: /x\n\n"), Kind::unhealthy, "", "404 x"},
    {output("Status:\t500\tOops\n\n"), Kind::unhealthy, "", "500\tOops"},
    {output("Status:\t204\n\n"), Kind::healthy, "", "204"},
    {output("Status:\nStatus: 200\n\n"), Kind::unhealthy, "no HTTP status", ""},
    {error("Primary script unknown") + output(not_found) + end(), Kind::unhealthy, "", "404 Not Found"},
    {cut(not_found), Kind::unhealthy, "", "404 Not Found"},
    {output("X: y\nsTATUS:204\n\n"), Kind::healthy, "", "204"},
    {output("Status:   302   Found \n\n"), Kind::healthy, "", "302   Found "},
    {output("Status: 500 a\nStatus: 200 OK\n\n"), Kind::unhealthy, "", "500 a"},
    {output("X-Status: 500\nStatu: 500\nStatuss: 500\n\n"), Kind::healthy, "", "200 OK"},
    {output(long_status), Kind::healthy, "", "200 " + std::string(96, 'x')},
    {output("Status: 20 OK\n\n"), Kind::unhealthy, "no HTTP status", "20 OK"},
    {output("Status: 2000\n\n"), Kind::unhealthy, "no HTTP status", "2000"},
    {output("Status: 20\n\n"), Kind::unhealthy, "no HTTP status", "20"},
    {output("Status: 099\n\n"), Kind::unhealthy, "no HTTP status", "099"},
    {output("Status: 100 x\n\n"), Kind::unhealthy, "", "100 x"},
    {output("Status: 599 x\n\n"), Kind::unhealthy, "", "599 x"},
    {output("Status: 600 x\n\n"), Kind::unhealthy, "no HTTP status", "600 x"},
    {output("Status: OK\n\n"), Kind::unhealthy, "no HTTP status", "OK"},
    {end(1), Kind::unhealthy, "it takes one request at a time", ""},
    {end(2), Kind::unhealthy, "it is overloaded", ""},
    {end(3), Kind::unhealthy, "it knows no responders", ""},
    {end('\xff'), Kind::unhealthy, "it refuses the request", ""},
    {end(), Kind::unhealthy, "no whole head of an answer", ""},
    {error("") + error("first") + error("second") + end(), Kind::unhealthy, "no whole head of an answer",
     "first"},
    {output("Status: 200 OK\r\n") + end(), Kind::unhealthy, "no whole head of an answer", ""},
    {record(6, "\n", 0, 2), Kind::unhealthy, "not FastCGI", "\2\6\0\1\0\1\0\0"s},
    {record(6, "\n", 0, 0), Kind::unhealthy, "not FastCGI", "\0\6\0\1\0\1\0\0"s},
    {record(11, ""), Kind::unhealthy, "not FastCGI", record(11, "")},
    {record(6, "\n", 0, 1, 2), Kind::unhealthy, "not FastCGI", "\1\6\0\2\0\1\0\0"s},
    {record(11, "12345678"), Kind::unhealthy, "not FastCGI", record(11, "12345678")},
    {record(3, "1234567"), Kind::unhealthy, "not FastCGI", record(3, "1234567")},
    {output("X: y") + "HTTP", Kind::unhealthy, "not FastCGI", output("X: y") + "HTTP"},
    {output("X: y\r\n"), Kind::more},
    {output(pong).substr(0, 30), Kind::more},
    {end().substr(0, 15), Kind::more},
    {error("some").substr(0, 11), Kind::more},
};

TEST_CASE("the script's status decides") {
  const probe::Question question = test::question_of("fcgi://h/ping");
  for (const auto& row : rows) check_answer(question, {row.bytes, row.kind, row.why, row.quote});
}

TEST_CASE("--status and --expect decide what is healthy") {
  probe::Question question = test::question_of("fcgi://h/ping");
  question.settings.statuses = {};
  question.settings.statuses.add(404, 404);
  check_answer(question, {output(not_found), Kind::healthy, "", "404 Not Found"});
  check_answer(question, {output(pong), Kind::unhealthy, "", "200 OK"});

  question = test::question_of("fcgi://h/ping");
  question.settings.steps.add({"p\\x6fng", true});
  const char* const missing = "the body does not contain --expect";
  for (const std::string& body : {output(pong), cut(pong), output(pong + "pong"), output(pong, 255)}) {
    check_answer(question, {body + end(), Kind::healthy, "", "200 OK"});
  }
  check_answer(question, {cut(pong + "x") + end(), Kind::healthy, "", "200 OK"});
  check_answer(question, {output("pong: pong\n\npon") + end(), Kind::unhealthy, missing, "200 OK"});
  check_answer(question, {output("a:\n\npon") + error("pong") + output("") + end(), Kind::unhealthy, missing,
                          "200 OK"});
  check_answer(question, {output("a:\n\npon") + error("x") + output("g"), Kind::healthy, "", "200 OK"});
  check_answer(question, {output("a:\n\npon"), Kind::more});
  check_answer(question, {output("a:\n\npon") + end(2), Kind::unhealthy, "it is overloaded", ""});
  check_answer(question, {output("a:\n\npon") + "x", Kind::unhealthy, "not FastCGI", "\1\6\0\1\0\7\0\0a:"sv});
  check_answer(question, {output(not_found + "pong"), Kind::unhealthy, "", "404 Not Found"});
}

TEST_CASE("with any byte in any place, a verdict lasts") {
  probe::Question question = test::question_of("fcgi://h/ping");
  const std::string whole =
      error("e") + output("A: b\n", 1) + output("Status: 200 OK\n\npo") + output("ng") + end();
  test::check_corrupted(question, whole);
  question.settings.steps.add({"pong", true});
  test::check_corrupted(question, whole);
}

static_assert(kind_of(probe::fcgi::row, "\1\6\0\1\0\4\0\0a:\n\n"sv) == Kind::healthy);
static_assert(kind_of(probe::fcgi::row, "\1\6\0\1\0\1\0\0"sv) == Kind::more);
static_assert(kind_of(probe::fcgi::row, "\1\3\0\1\0\x08\0\0\0\0\0\0\2\0\0\0"sv) == Kind::unhealthy);

}  // namespace
