// What a TARGET names, and which words are not a TARGET.
#include <cstdint>
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/targets.h"

namespace {

using namespace probe;

TEST_CASE("a target is a scheme, a host, a port and a path") {
  struct {
    const char* word;
    const char* scheme;
    const char* host;
    const char* zone;
    std::uint16_t port;
    const char* path;
  } const rows[] = {
      {"http://127.0.0.1:8080/healthz", "http", "127.0.0.1", "", 8080, "/healthz"},
      {"http://example.org", "http", "example.org", "", 80, ""},
      {"http://example.org/", "http", "example.org", "", 80, "/"},
      {"HTTP://Example.Org/A", "http", "Example.Org", "", 80, "/A"},
      {"http://my_service:1/", "http", "my_service", "", 1, "/"},
      {"http://h:65535?a=b", "http", "h", "", 65535, "?a=b"},
      {"http://h/p?q=/:@[]#fragment", "http", "h", "", 80, "/p?q=/:@[]"},
      {"http://h#fragment", "http", "h", "", 80, ""},
      {"http://h/%20%41", "http", "h", "", 80, "/%20%41"},
      {"http://h/a@b:c", "http", "h", "", 80, "/a@b:c"},
      {"http://", "http", "", "", 80, ""},
      {"http://:8080/x", "http", "", "", 8080, "/x"},
      {"http:///x", "http", "", "", 80, "/x"},
      {"http://h:/x", "http", "h", "", 80, "/x"},
      {"http://h:", "http", "h", "", 80, ""},
      {"http://[::1]:?x", "http", "::1", "", 80, "?x"},
      {"postgres://db:/app", "postgres", "db", "", 5432, "/app"},
      {"http://[::1]", "http", "::1", "", 80, ""},
      {"http://[::1]:8080/x", "http", "::1", "", 8080, "/x"},
      {"http://[::ffff:10.0.0.1]:8080", "http", "::ffff:10.0.0.1", "", 8080, ""},
      {"http://[fe80::1%eth0]/", "http", "fe80::1", "eth0", 80, "/"},
      {"http://[fe80::1%25eth0]/", "http", "fe80::1", "eth0", 80, "/"},
      {"http://[fe80::1%25]/", "http", "fe80::1", "25", 80, "/"},
      {"HTTPS://h/x", "https", "h", "", 443, "/x"},
      {"https://h:80", "https", "h", "", 80, ""},
      {"grpcs://h:50051/a.B", "grpcs", "h", "", 50051, "/a.B"},
      {"tls://h:443", "tls", "h", "", 443, ""},
      {"rediss://h", "rediss", "h", "", 6379, ""},
      {"amqps://h", "amqps", "h", "", 5671, ""},
      {"tcp://db:5432", "tcp", "db", "", 5432, ""},
      {"tcp://db:5432/", "tcp", "db", "", 5432, "/"},
      {"tcp://:22", "tcp", "", "", 22, ""},
      {"postgres://db", "postgres", "db", "", 5432, ""},
      {"postgresql://db/app", "postgresql", "db", "", 5432, "/app"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    Question question;
    const base::Expected expected = read_target(row.word, question);
    REQUIRE_MESSAGE(expected.is_valid(), expected.text);
    CHECK(std::string_view(question.protocol->scheme) == row.scheme);
    CHECK(question.target.host == row.host);
    CHECK(question.target.zone == row.zone);
    CHECK(question.target.port == row.port);
    CHECK(question.target.path == row.path);
    CHECK(question.target.is_ipv6 == (std::string_view(row.host).find(':') != std::string_view::npos));
  }
}

TEST_CASE("a word that is not a target is refused with what was expected") {
  constexpr const char* none = "no scheme, such as http:// or tcp://; see --help";
  constexpr const char* unknown = "unknown scheme; see --help";
  constexpr const char* shell = "shell syntax, but no shell runs here; remove it";
  constexpr const char* braces = "a variable in braces: ${NAME}";
  constexpr const char* blank = "no blank (%20 in a URL): give each argument a string of its own";
  constexpr const char* bytes = "only visible ASCII: percent-encode the rest";
  constexpr const char* port = "a port from 1 to 65535";
  constexpr const char* host = "a host name or an address";
  constexpr const char* ipv6 = "an IPv6 address in the brackets";
  const std::string long_host = "http://" + std::string(254, 'a') + "/";
  struct {
    const char* word;
    const char* expected;
  } const rows[] = {
      {"", none},
      {"/healthz", none},
      {"localhost:8080", none},
      {"127.0.0.1:8080", none},
      {"ftp://h/", unknown},
      {"http", none},
      {"httpx://h/", unknown},
      {"--", none},
      {"httpss://h/", unknown},
      {"tls:h:443", "// after the scheme"},
      {"http:", "// after the scheme"},
      {"http:/h", "// after the scheme"},
      {"http:h:80", "// after the scheme"},
      {"http//h", none},
      {"8080", none},
      {"htpp://h/", unknown},
      {"||", shell},
      {"&&", shell},
      {";", shell},
      {"2>/dev/null", shell},
      {"</dev/null", shell},
      {"\"http://h/\"", shell},
      {"'http://h/'", shell},
      {"`hostname`", shell},
      {"$URL", braces},
      {"http://$HOST/", braces},
      {"http://$HOST:80/", braces},
      {"http://h:$PORT/", braces},
      {"http://h:80$PORT/", braces},
      {"http://h/a b", blank},
      {"http://h /", blank},
      {"http://h/ || exit 1", blank},
      {"http://h/a\r\nX: y", bytes},
      {"http://h/\x7f", bytes},
      {"http://h/\xc3\xa4", bytes},
      {"http://h\t:80/", bytes},
      {"http://h:0/", port},
      {"http://h:65536/", port},
      {"http://h:99999999999999999999/", port},
      {"http://h:80x/", port},
      {"http://h:-1/", port},
      {"http://h:+80/", port},
      {"http://h:http/", port},
      {"http://h:80\\/", port},
      {"http://::1/", "one port, or brackets around an IPv6 address"},
      {"http://::1:8080/", "one port, or brackets around an IPv6 address"},
      {"http://h:80:80/", "one port, or brackets around an IPv6 address"},
      {"http://h\\x/", host},
      {"http://h%41/", host},
      {"http://*/", host},
      {"http://[::1]x/", host},
      {"http://[::1/", ipv6},
      {"http://[]/", ipv6},
      {"http://[127.0.0.1]/", ipv6},
      {"http://[]:80/", ipv6},
      {"http://[127.0.0.1]:80/", ipv6},
      {"http://[::g]/", ipv6},
      {"http://[fe80::1%]/", ipv6},
      {"http://[fe80::1%a:b]/", ipv6},
      {"http://[fe80::1%an_interface_name]/", ipv6},
      {"http://[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]/", ipv6},
      {long_host.c_str(), "a shorter host name"},
      {"tcp://db", "a port, as in //HOST:PORT"},
      {"tcp://db/", "a port, as in //HOST:PORT"},
      {"tcp://db:", "a port, as in //HOST:PORT"},
      {"grpc://db/x", "a port, as in //HOST:PORT"},
      {"postgresqlx://db", unknown},
      {"tcp://db:1/x", "no path"},
      {"tcp://db:1?x", "no path"},
      {"tcp://db:1?", "no path"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    Question question;
    const base::Expected expected = read_target(row.word, question);
    REQUIRE_FALSE(expected.is_valid());
    CHECK(std::string_view(expected.text) == row.expected);
  }
}

TEST_CASE("a target that is a path may be a URI without a host") {
  struct {
    const char* word;
    const char* path;
  } const rows[] = {
      {"unix:/run/app.sock", "/run/app.sock"},
      {"unix:///run/app.sock", "/run/app.sock"},
      {"unix:@app", "@app"},
      {"file:////x", "//x"},
      {"file://x", "//x"},
      {"file:x", "x"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    Question question;
    CHECK(read_target(row.word, question).is_valid());
    CHECK(question.target.path == row.path);
  }
}

TEST_CASE("only PostgreSQL's URIs name hosts in their query") {
  for (const char* const word : {"http://h:1/?host=other&port=2", "mysql://h:1/?host=other&port=2"}) {
    CAPTURE(word);
    Question question;
    CHECK(read_target(word, question, 1).is_valid());
    CHECK(question.target.host == "h");
    CHECK(question.target.port == 1);
    CHECK_FALSE(question.has_other_host);
  }
}

TEST_CASE("the user is everything before the last @ of the authority") {
  struct {
    const char* text;
    const char* user;
    const char* host;
  } const rows[] = {
      {"//user@h/", "user", "h"},
      {"//user:pass@h:1/", "user:pass", "h"},
      {"//user:p@ss@h/", "user:p@ss", "h"},
      {"//:@h/", ":", "h"},
      {"//u@/", "u", ""},
      {"//u:p@[::1]:80/@x", "u:p", "::1"},
      {"//h/u@x", "", "h"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Target target;
    CHECK(parse_target(row.text, target).is_valid());
    CHECK(target.user == row.user);
    CHECK(target.host == row.host);
  }
}

static_assert([] {
  Question question;
  return read_target("http://[::1]:8080/x#y", question).is_valid() && question.target.port == 8080 &&
         question.target.path == "/x";
}());

}  // namespace
