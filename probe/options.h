// The command line of probe: one row for each option.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/option.h"
#include "base/options.h"
#include "probe/model/escapes.h"
#include "probe/model/headers.h"
#include "probe/model/settings.h"
#include "probe/protocols/unix.h"

namespace probe {

enum class Command : std::uint8_t { ask, help, version, install };

/// What the command line and the environment ask for.
struct Invocation : Settings {
  Command command = Command::ask;
  const char* install_path = nullptr;
  TextList given_headers;               // before expansion
  std::size_t environment_headers = 0;  // the first ones, from the environment; each may have several lines
};

using Option = base::Option<Invocation>;
using base::Expected;
using base::no_letter;
using base::no_value;
using base::OptionKind;

/// Reads a flag: sets one member to one value.
template <auto member, auto value>
constexpr Expected set(Invocation& to, const char* /*none*/) {
  to.*member = value;
  return base::valid();
}

inline constexpr const char* expected_positive = "a time above 0 such as 500ms, 10s, 2m or 1h, under a year";

template <auto member>
constexpr Expected read_time(Invocation& to, const char* text) {
  to.*member = base::parse_duration(text);
  return base::expect(to.*member > 0, expected_positive);
}

/// Reads text with escapes.
template <auto member>
constexpr Expected read_text(Invocation& to, const char* text) {
  to.*member = text;
  return check_escapes(text);
}

/// Reads the credentials. Preparation checks them after expansion.
constexpr Expected read_credentials(Invocation& to, const char* text) {
  to.credentials = text;
  return base::valid();
}

constexpr Expected read_unix_socket(Invocation& to, const char* text) {
  to.unix_socket = text;
  return unix_socket::check(text);
}

constexpr Expected read_method(Invocation& to, const char* text) {
  to.method = text;
  while (is_token_byte(*text)) ++text;
  return base::expect(text != to.method && *text == '\0', "a method such as GET or HEAD");
}

/// Reads a header. Preparation checks it after expansion.
constexpr Expected read_header(Invocation& to, const char* text) {
  to.given_headers.add(text);
  return base::valid();
}

constexpr Expected read_agent(Invocation& to, const char* text) {
  to.agent = text;
  return base::expect(is_header_value(text), "no control bytes");
}

constexpr Expected read_status(Invocation& to, const char* text) { return parse_statuses(text, to.statuses); }

constexpr Expected read_install(Invocation& to, const char* text) {
  to.command = Command::install;
  to.install_path = text;
  return base::expect(*text != '\0', "a directory or a file");
}

// clang-format off
inline constexpr Option rows[] = {
  {'t', "timeout", "TIME", "the one deadline of everything, name resolution too (2s)", read_time<&Settings::timeout>},
  {'X', "method", "METHOD", "of the HTTP request (GET)", read_method},
  {'H', "header", "NAME: VALUE", "add a header, or replace a default; empty: omit; repeatable", read_header},
  {'A', "user-agent", "NAME", "who the request says is asking (probe/VERSION)", read_agent},
  {'u', "user", "NAME:PASSWORD", "log in to the HTTP server (Basic)", read_credentials},
  {'L', "location", no_value, "follow redirects on the same host, ten at most", set<&Settings::follows, true>},
  {'s', "status", "LIST", "the healthy ones: 200,204,300-399 (200-399)", read_status},
  {'e', "expect", "TEXT", "the body or the reply holds TEXT", read_text<&Settings::expect>},
  {'d', "send", "TEXT", "what to send first over tcp, udp and unix", read_text<&Settings::send>},
  {'a', "max-age", "TIME", "how long ago a file may have been modified", read_time<&Settings::max_age>},
  {no_letter, "unix-socket", "PATH", "connect to that socket; @NAME is an abstract one", read_unix_socket},
  {'4', "ipv4", no_value, "use IPv4 alone", set<&Settings::family, Family::ipv4>},
  {'6', "ipv6", no_value, "use IPv6 alone", set<&Settings::family, Family::ipv6>},
  {'w', "wait", "TIME", "try again until healthy, for up to TIME", read_time<&Settings::wait>},
  {'i', "interval", "TIME", "how long to wait in between (500ms)", read_time<&Settings::interval>},
  {'q', "quiet", no_value, "say no line: the exit code tells", set<&Settings::quiet, true>},
  {'v', "verbose", no_value, "show the address, the time and the head of the reply too", set<&Settings::verbose, true>},
  {no_letter, "install", "PATH", "copy this binary to PATH, a directory or a file", read_install, OptionKind::command},
  {'V', "version", no_value, "show the version", set<&Invocation::command, Command::version>, OptionKind::command},
  {'h', "help", no_value, "show this help", set<&Invocation::command, Command::help>, OptionKind::command},
};
// clang-format on

inline constexpr const char* environment_prefix = "PROBE_";

inline constexpr std::string_view usage =
    "probe [OPTION]... [TARGET]... [-- PROGRAM [ARGUMENT]...]\n"
    "Asks whether every TARGET is healthy, in order: the first that is not decides.\n"
    "Becomes PROGRAM once all are.\n\n";

inline constexpr std::string_view targets_title = "\nA TARGET is healthy when\n";

using Options = base::OptionParser<Invocation, rows>;

inline constexpr std::string_view notes =
    "\nTIME: 500ms, 10s, 2m, 1h; a bare number is seconds. No HOST is 127.0.0.1, then ::1.\n"
    "${NAME} and ${NAME:-default} in TARGETs, headers and --user are replaced from the\n"
    "environment; $${ stands for ${. --expect and --send take \\n \\r \\t \\0 \\xNN \\\\ \\\".\n"
    "PROBE_TIMEOUT=1s in the environment is --timeout=1s, and so for each option above\n"
    "--install; the command line wins. In PROBE_HEADER each line is a header. PROBE_TARGET\n"
    "names the TARGETs, blanks between them, where the command line names none.\n"
    "Exit codes: 0: every TARGET is healthy; 1: anything else.\n";

}  // namespace probe
