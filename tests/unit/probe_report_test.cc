// The one line: what it shows, and what it never shows.
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/report.h"

namespace {

using namespace probe;
using namespace std::string_view_literals;

std::string reported(const char* word, const Verdict& verdict, const char* address = "",
                     base::Nanoseconds waited = 0) {
  Report line;
  const bool is_good = verdict.kind == Verdict::Kind::healthy;
  report(line, is_good ? "healthy" : "unhealthy", word, verdict, address, waited);
  return std::string(line.view());
}

std::string shown(std::string_view text, std::size_t most = 200) {
  base::TextOf<256> line;
  show(line, text, most);
  return std::string(line.view());
}

std::string shown_target(const char* word, bool is_wrong) {
  base::TextOf<256> line;
  is_wrong ? show_wrong_target(line, word) : show_target(line, word);
  return std::string(line.view());
}

TEST_CASE("a line is the verdict, the target and the reason") {
  const char* const word = "http://h:8080/x";
  CHECK(reported(word, healthy("", "200 OK")) == "healthy http://h:8080/x: 200 OK");
  CHECK(reported("tcp://h:1", healthy("connected")) == "healthy tcp://h:1: connected");
  CHECK(reported(word, unhealthy("", "503 Busy")) == "unhealthy http://h:8080/x: 503 Busy");
  CHECK(reported(word, unhealthy("not HTTP", "220 x")) == "unhealthy http://h:8080/x: not HTTP: 220 x");
  CHECK(reported(word, failed(Phase::connect, "refused")) == "unhealthy http://h:8080/x: connect: refused");
  CHECK(reported(word, failed(Phase::connect, "refused"), "::1") ==
        "unhealthy http://h:8080/x: connect to ::1: refused");
  CHECK(reported(word, failed(Phase::receive, "reset"), "::1") ==
        "unhealthy http://h:8080/x: receive from ::1: reset");
  CHECK(reported(word, failed(Phase::send, "no"), "::1") == "unhealthy http://h:8080/x: send to ::1: no");
  CHECK(reported(word, failed(Phase::resolve, "no"), "::1") == "unhealthy http://h:8080/x: resolve: no");
  CHECK(reported(word, failed(Phase::wait, "no"), "::1") == "unhealthy http://h:8080/x: wait: no");
  CHECK(reported(word, failed(Phase::resolve, "no")) == "unhealthy http://h:8080/x: resolve: no");
  CHECK(reported(word, failed(Phase::send, "no")) == "unhealthy http://h:8080/x: send: no");
  CHECK(reported("tcp://h:1", unhealthy("no", "x"), "", 2 * base::second) ==
        "unhealthy tcp://h:1: no: x (gave up after 2s)");
  CHECK(reported("tcp://h:1", unhealthy("no"), "", base::second / 2) ==
        "unhealthy tcp://h:1: no (gave up after 500ms)");
}

TEST_CASE("a line is under 300 bytes, whatever it shows") {
  const std::string word = "http://" + std::string(5000, 'h') + "/";
  const std::string quote(5000, '\1');
  const char* const address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  CHECK(reported(word.c_str(), unhealthy("more than 5 interim replies", quote)).size() < 298);
  const std::string failure =
      reported(word.c_str(), failed(Phase::connect, std::string(500, 'w').c_str()), address);
  CHECK(failure.size() < 298);
  CHECK(failure.ends_with("www..."));
}

TEST_CASE("what is shown is printable UTF-8") {
  CHECK(shown("a\tb\r\n\x1b[31m\x7f\0z"sv) == "a\\x09b\\x0d\\x0a\\x1b[31m\\x7f\\x00z");
  CHECK(shown("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xb3") ==
        "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xb3");
  struct {
    const char* text;
    const char* escaped;
  } const rows[] = {
      {"\xff", "\\xff"},
      {"\x80", "\\x80"},
      {"\xc3", "\\xc3"},  // cut
      {"\xc3(", "\\xc3("},
      {"\xc0\xaf", "\\xc0\\xaf"},  // overlong
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
      {"\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // a surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above the last
      {"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"},
      {"\xc2\x9b", "\\xc2\\x9b"},  // a control character: CSI
      {"\xe2\x82", "\\xe2\\x82"},
  };
  for (const auto& row : rows) CHECK(shown(row.text) == row.escaped);
}

TEST_CASE("text is cut between characters") {
  CHECK(shown("abcdefghij", 8) == "abcde...");
  CHECK(shown("abcd\xe2\x82\xac"
              "efg",
              8) == "abcd...");
  CHECK(shown("abcd\1efg", 8) == "abcd...");
  CHECK(shown("abcde", 8) == "abcde");
}

TEST_CASE("no user and no password is shown") {
  CHECK(shown_target("http://u:p@h:1/x@y", false) == "http://...@y");
  CHECK(shown_target("http://u:p@ss@h/", false) == "http://h/");
  CHECK(shown_target("http://h/x@y", false) == "http://...@y");
  // A password with a / or a #: the host is u then, and its port 1.
  CHECK(shown_target("redis://u:1/w@h/", false) == "redis://...@h/");
  CHECK(shown_target("amqp://u:1#w@h", false) == "amqp://...@h");
  CHECK(shown_target("file:a@b", false) == "file:a@b");
  CHECK(shown_target("unix:@name@x", false) == "unix:@name@x");
  CHECK(shown_target("http://u:p/w@h/", true) == "http://h/");
  CHECK(shown_target("http:/u:p@h/", true) == "h/");
  CHECK(shown_target("http:u:p@h/", true) == "h/");
  CHECK(shown_target("u:p@h/", true) == "h/");
  CHECK(shown_target("u@h/", true) == "h/");
  CHECK(shown_target("u@://h/", true) == "://h/");
  CHECK(shown_target("ftp://u:p@h/", true) == "ftp://h/");
  CHECK(shown_target("nonsense", true) == "nonsense");
  CHECK(shown_target("", true) == "''");
  // The user may have forgotten @HOST.
  CHECK(shown_target("http://u:p", true) == "http://u:...");
  CHECK(shown_target("http://u:8p/x", true) == "http://u:...");
  CHECK(shown_target("u:p", true) == "u:...");
  CHECK(shown_target("http://h:80000", true) == "http://h:80000");
  CHECK(shown_target("http://h:80000/", true) == "http://h:80000/");
  // A password that starts with digits, or with none, of a word that was split before its @HOST.
  for (const char* const word : {"redis://u:#SeKrEt", "redis://u:1#SeKrEt", "redis://u:/SeKrEt",
                                 "redis://u:12/SeKrEt", "redis://u:?SeKrEt", "redis://u://SeKrEt"})
    CHECK(shown_target(word, true) == "redis://u:...");
  CHECK(shown_target("http://h:/", true) == "http://h:/");
  CHECK(shown_target("http://u:p@h:x/", true) == "http://h:x/");
  CHECK(shown_target("localhost:8080", true) == "localhost:8080");
  CHECK(shown_target("http://h:${PORT}/", true) == "http://h:${PORT}/");
}

TEST_CASE("no user and no password in the query of a target is shown") {
  struct {
    const char* word;
    const char* shown;
  } const rows[] = {
      {"postgres://h/d?password=p", "postgres://h/d?password=..."},
      {"postgres:///?user=u&password=p@w&host=/run", "postgres:///?user=...&password=...&host=/run"},
      {"postgres://u:p@h?sslpassword=p#x", "postgres://h?sslpassword=..."},
      {"http://h/?a=b&token=p&c=d", "http://h/?a=b&token=...&c=d"},
      {"postgres://h?password=&port=1", "postgres://h?password=...&port=1"},
      {"http://h/password=p?passwords=p", "http://h/password=p?passwords=p"},
      // libpq decodes names.
      {"postgres://h?p%61ssword=p@w&port=1", "postgres://h?p%61ssword=...&port=1"},
      {"postgres://h?%70%61%73%73%77%6F%72%64=p", "postgres://h?%70%61%73%73%77%6F%72%64=..."},
      {"postgres://h?%75ser=u&sslp%61ssword=p", "postgres://h?%75ser=...&sslp%61ssword=..."},
      {"postgres://h?password%3Dp", "postgres://h?password%3D..."},
      {"postgres://h?p%2561ssword=p&p%6ssword=p", "postgres://h?p%2561ssword=p&p%6ssword=p"},
      {"postgres://h?oauth_client_secret=p&scram_client_key=k&scram_server_key=k",
       "postgres://h?oauth_client_secret=...&scram_client_key=...&scram_server_key=..."},
      {"postgres://h?password", "postgres://h?password"},
      {"postgres://h?passwor", "postgres://h?passwor"},
  };
  for (const auto& row : rows) {
    CHECK(shown_target(row.word, false) == row.shown);
    CHECK(shown_target(row.word, true) == row.shown);
  }
  CHECK(shown_target("postgres://h!?password=p@w", true) == "postgres://h!?password=...");
  const std::string path = "http://h/" + std::string(101, 'x');
  CHECK(shown_target((path + "?password=secret&a=" + path).c_str(), false) == path + "?password=...");
}

/// Returns whether a secret is in the line of a target, right or wrong.
bool is_shown(const std::string& word, std::string_view secret) {
  return shown_target(word.c_str(), false).find(secret) != std::string::npos ||
         shown_target(word.c_str(), true).find(secret) != std::string::npos;
}

TEST_CASE("no prefix of a target shows a secret of its query, whichever byte of its name is encoded") {
  for (const std::string_view name : secret_names) {
    for (std::size_t encoded = 0; encoded <= name.size(); ++encoded) {
      base::TextOf<64> text;
      for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        i == encoded ? text.put('%')
                           .put(base::lower_hexadecimal_digits[byte >> 4])
                           .put(base::upper_hexadecimal_digits[byte & 15])
                     : text.put(name[i]);
      }
      const std::string word = "postgres://h/d?a=b&" + std::string(text.view()) + "QZ@/?#QZ&c=d";
      CAPTURE(word);
      for (std::size_t size = 0; size <= word.size(); ++size)
        CHECK_FALSE(is_shown(word.substr(0, size), "Q"));
      CHECK(shown_target(word.c_str(), false).ends_with("...&c=d"));
    }
  }
}

TEST_CASE("only the name is shown of a word that is not an option") {
  const auto shown_word = [](const char* word, bool is_no_option) {
    base::TextOf<256> line;
    show_word(line, word, is_no_option);
    return std::string(line.view());
  };
  CHECK(shown_word("--timeout=x", false) == "--timeout=x");
  CHECK(shown_word("--headr=Authorization: secret", true) == "--headr...");
  CHECK(shown_word("--headr", true) == "--headr");
  CHECK(shown_word("-Usecret", true) == "-U...");
  CHECK(shown_word("-z", true) == "-z");
  CHECK(shown_word("PROBE_SEND=secret", true) == "PROBE_SEND...");
}

TEST_CASE("a time is shown in the largest unit in which it is whole") {
  const auto written = [](base::Nanoseconds time) {
    base::TextOf<32> text;
    put_time(text, time);
    return std::string(text.view());
  };
  CHECK(written(2 * base::second) == "2s");
  CHECK(written(base::second / 2) == "500ms");
  CHECK(written(base::second * 3 / 2) == "1500ms");
  CHECK(written(base::second / 1000 / 2) == "500us");
}

TEST_CASE("the head of an answer ends at an empty line") {
  struct {
    std::string_view answer;
    const char* lines;
  } const rows[] = {
      {"", ""},
      {"\r\nA: b\r\n", ""},
      {"A\r\nB: c\r\n\r\nbody", "  A|  B: c|"},
      {"A\nB\n\nbody", "  A|  B|"},
      {"A\r\nB", "  A|  B|"},
      {"A\x01\r\n", "  A\\x01|"},
  };
  for (const auto& row : rows) {
    std::string lines;
    report_head(row.answer.data(), row.answer.data() + row.answer.size(),
                [&lines](Report& line) { lines += std::string(line.view()) + "|"; });
    CHECK(lines == row.lines);
  }
}

TEST_CASE("only servers are asked over the network") {
  for (const Subject subject : {Subject::stream, Subject::datagrams}) CHECK(is_server(subject));
  for (const Subject subject : {Subject::file, Subject::process, Subject::time})
    CHECK_FALSE(is_server(subject));
}

TEST_CASE("the last line always has room in the 4096 bytes that Docker keeps") {
  LineBudget budget;
  std::size_t printed = 0;
  while (budget.take(99, false)) printed += 100;
  CHECK(printed == 3700);
  CHECK(budget.take(95, false));  // a shorter one fits exactly
  CHECK(printed + 96 + 300 == 4096);
  CHECK_FALSE(budget.take(0, false));
  CHECK(budget.take(299, true));
  LineBudget whole;
  CHECK_FALSE(whole.take(3796, false));
  CHECK(whole.take(3795, false));
}

}  // namespace
