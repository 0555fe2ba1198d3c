// The command line of probe.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/help.h"
#include "probe/options.h"
#include "probe/protocols.h"
#include "probe/targets.h"

namespace {

using namespace probe;

/// Reads words as main does. Returns the first target, or one line on what is wrong.
std::string read(std::vector<const char*> words, Invocation& invocation) {
  words.push_back(nullptr);
  char** at = const_cast<char**>(words.data());
  const base::Misuse misuse = Options::read_arguments(at, invocation);
  if (misuse.is_none()) return *at == nullptr ? "" : *at;
  const std::string value = misuse.value.empty() ? "" : " " + std::string(misuse.value);
  const char* const expected = misuse.expected.is_alternative() ? ": expected " : ": ";
  return misuse.word + value + expected + misuse.expected.text;
}

std::string read_variable(const char* variable, Invocation& invocation) {
  const char* const environment[] = {variable, nullptr};
  const base::Misuse misuse = Options::read_environment(environment, environment_prefix, invocation);
  return misuse.is_none() ? "" : std::string(misuse.word) + ": expected " + misuse.expected.text;
}

TEST_CASE("without options, the defaults are kubelet's") {
  const Invocation invocation;
  CHECK(invocation.timeout == 2 * base::second);
  CHECK(invocation.method == nullptr);
  CHECK(std::string_view(invocation.agent).starts_with("probe/"));
  for (int status = first_status; status <= last_status; ++status) {
    CHECK(invocation.statuses.has(status) == (status >= 200 && status < 400));
  }
}

TEST_CASE("options are read up to the first target") {
  Invocation invocation;
  CHECK(read({"-t", "500ms", "-XHEAD", "--header", "A: b", "-HC:", "--user-agent=me", "-qs204,300-302",
              "http://h/", "-V"},
             invocation) == "http://h/");
  CHECK(invocation.timeout == base::second / 2);
  CHECK(std::string_view(invocation.method) == "HEAD");
  CHECK(std::string_view(invocation.agent) == "me");
  CHECK(invocation.quiet);
  CHECK(invocation.command == Command::ask);
  REQUIRE(invocation.given_headers.size() == 2);
  CHECK(std::string_view(invocation.given_headers[0]) == "A: b");
  CHECK(std::string_view(invocation.given_headers[1]) == "C:");
  CHECK(invocation.statuses.has(204));
  CHECK(invocation.statuses.has(301));
  CHECK_FALSE(invocation.statuses.has(200));
  CHECK_FALSE(invocation.statuses.has(303));
}

TEST_CASE("commands") {
  Invocation invocation;
  CHECK(read({"--install=/shared/"}, invocation) == "");
  CHECK(invocation.command == Command::install);
  CHECK(std::string_view(invocation.install_path) == "/shared/");
  read({"-V"}, invocation);
  CHECK(invocation.command == Command::version);
  read({"--help"}, invocation);
  CHECK(invocation.command == Command::help);
}

TEST_CASE("a usage error is one line") {
  const std::string time = ": expected a time above 0 such as 500ms, 10s, 2m, 1h or 7d, under a year";
  const std::string statuses = ": expected statuses from 200 to 599, such as 2xx,301,400-404";
  const std::string method = ": expected a method such as GET or HEAD";
  struct {
    std::vector<const char*> words;
    std::string line;
  } const rows[] = {
      {{"--timeout=soon"}, "--timeout=soon" + time},
      {{"-t", "0"}, "-t 0" + time},
      {{"-t", "-1s"}, "-t -1s" + time},
      {{"-t"}, "-t" + time},
      {{"--status", ""}, "--status" + statuses},
      {{"-s", "99"}, "-s 99" + statuses},
      {{"-s", "100"}, "-s 100" + statuses},
      {{"-s", "101-102"}, "-s 101-102" + statuses},
      {{"-s", "199-300"}, "-s 199-300" + statuses},
      {{"-s", "600"}, "-s 600" + statuses},
      {{"-s", "300-200"}, "-s 300-200" + statuses},
      {{"-s", "200,"}, "-s 200," + statuses},
      {{"-s", "200-"}, "-s 200-" + statuses},
      {{"-s", "1xx"}, "-s 1xx" + statuses},
      {{"-s", "6xx"}, "-s 6xx" + statuses},
      {{"-s", "20x"}, "-s 20x" + statuses},
      {{"-s", "2xx-300"}, "-s 2xx-300" + statuses},
      {{"-s", "200 204"}, "-s 200 204" + statuses},
      {{"-X", ""}, "-X" + method},
      {{"-X", "GET /"}, "-X GET /" + method},
      {{"--method=A\r\nB"}, "--method=A\r\nB" + method},
      {{"-A", "a\nb"}, "-A a\nb: expected no control bytes"},
      {{"-q=1"}, "-q=1: unknown option; see --help"},
      {{"--quiet=1"}, "--quiet=1: expected no value"},
      {{"--nope"}, "--nope: unknown option; see --help"},
      {{"-z"}, "-z: unknown option; see --help"},
      {{"--install="}, "--install=: expected a directory or a file"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    Invocation invocation;
    CHECK(read(row.words, invocation) == row.line);
  }
}

TEST_CASE("every option of probe that takes effect is a variable, and no command is") {
  Invocation invocation;
  CHECK(read_variable("PROBE_TIMEOUT=1s", invocation) == "");
  CHECK(read_variable("PROBE_METHOD=HEAD", invocation) == "");
  CHECK(read_variable("PROBE_HEADER=A: b\nC: d", invocation) == "");
  CHECK(read_variable("PROBE_USER_AGENT=me", invocation) == "");
  CHECK(read_variable("PROBE_STATUS=418", invocation) == "");
  CHECK(read_variable("PROBE_QUIET=1", invocation) == "");
  CHECK(read_variable("PROBE_INSTALL=/x", invocation) == "");
  CHECK(read_variable("PROBE_HELP=1", invocation) == "");
  CHECK(read_variable("PROBE_TARGET=http://h/", invocation) == "");
  CHECK(invocation.timeout == base::second);
  CHECK(std::string_view(invocation.method) == "HEAD");
  CHECK(invocation.given_headers.size() == 1);
  CHECK(std::string_view(invocation.agent) == "me");
  CHECK(invocation.statuses.has(418));
  CHECK(invocation.quiet);
  CHECK(invocation.command == Command::ask);
  CHECK(read_variable("PROBE_QUIET=yes", invocation) == "PROBE_QUIET=yes: expected 1 or 0");
  // Each option, with a value that none takes, except for the secrets: they are checked later.
  for (const Option& row : rows) {
    std::string name = "PROBE_";
    for (const char letter : row.name) name += letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
    CAPTURE(name);
    Invocation other;
    const bool is_flag = row.value.empty();
    const bool is_secret = name == "PROBE_HEADER" || name == "PROBE_USER";
    const std::string value = is_flag                       ? "=2"
                              : name == "PROBE_UNIX_SOCKET" ? "=" + std::string(108, 'x')
                                                            : "=\\\n";
    CHECK(read_variable((name + value).c_str(), other).empty() ==
          (row.kind == OptionKind::command || is_secret));
  }
  CHECK(read_variable("PROBE_STATUS=x", invocation) ==
        "PROBE_STATUS=x: expected statuses from 200 to 599, such as 2xx,301,400-404");
}

TEST_CASE("the help has one line for each option and each protocol") {
  base::TextOf<8192> text;
  base::put_in_columns(text, help_text());
  const std::string_view help = text.view();
  for (const Option& row : rows) {
    base::TextOf<64> names;
    base::put_option(names, row);
    while (names.size() < 28) names.put(' ');
    const std::string line = "\n  " + std::string(names.view()) + std::string(row.help) + "\n";
    CHECK(help.find(line) != std::string_view::npos);
  }
  const std::string_view targets = base::composed<put_protocol_lines>();
  for (const ProtocolRow& row : protocol_rows) {
    if (row.form == nullptr) continue;
    CHECK(targets.find("\t" + std::string(row.form) + "\t" + row.help + "\n") != std::string_view::npos);
    CHECK(std::string_view(row.form).starts_with(row.protocol.scheme));
  }
  CHECK(help.starts_with(usage));
  base::TextOf<4096> end;
  base::put_in_columns(end, targets);
  CHECK(help.ends_with(std::string(targets_title) + std::string(end.view()) + std::string(notes)));
  std::size_t width = 0;
  for (const char letter : help) {
    width = letter == '\n' ? 0 : width + 1;
    CHECK(width <= 100);
  }
}

static_assert([] {
  StatusSet statuses;
  return parse_statuses("200,204,3xx,500", statuses).is_valid() && statuses.has(204) && !statuses.has(205) &&
         !statuses.has(299) && statuses.has(300) && statuses.has(399) && !statuses.has(400) &&
         statuses.has(500);
}());

}  // namespace
