// The command line of probe: one row for each option.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/option.h"
#include "base/option_parser.h"
#include "base/option_values.h"
#include "probe/model/escapes.h"
#include "probe/model/headers.h"
#include "probe/model/host.h"
#include "probe/model/protocol.h"
#include "probe/model/settings.h"
#include "probe/protocols/unix.h"

namespace probe {

enum class Command : std::uint8_t { ask, help, version, license, install };

/// What the command line and the environment ask for.
struct Invocation : Settings {
  std::uint32_t given = 0;  // a bit for each row of the options that the command line has
  Command command = Command::ask;
  const char* install_path = nullptr;
  TextList given_headers;               // before expansion
  StepList environment_steps;           // of PROBE_SEND and PROBE_EXPECT
  std::size_t environment_headers = 0;  // the first ones, from the environment; each may have several lines
};

using Option = base::Option<Invocation>;
using base::Expected;
using base::no_letter;
using base::no_value;
using base::OptionKind;
using base::read_install;
using base::set;

template <auto member>
constexpr Expected read_time(Invocation& to, const char* text) {
  return base::read_time<member, 1>(to, text);
}

/// Reads text with escapes. Preparation expands it.
template <bool is_expected>
constexpr Expected read_step(Invocation& to, const char* text) {
  to.steps.add({text, is_expected});
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

constexpr Expected read_server_name(Invocation& to, const char* text) {
  to.server_name = text;
  Target target;
  target.host = text;
  const char* at = text;
  const bool is_name = take_host_name(at, target) && *at == '\0' && at != text && !is_address(target);
  return base::expect(is_name, "a host name, not an address");
}

constexpr Expected read_status(Invocation& to, const char* text) { return parse_statuses(text, to.statuses); }

// clang-format off
inline constexpr Option rows[] = {
  {'t', "timeout", "TIME", "total time limit, including DNS (default 2s)", read_time<&Settings::timeout>},
  {'X', "method", "METHOD", "HTTP method (default GET, or POST)", read_method, OptionKind::setting, use_request},
  {'H', "header", "NAME: VALUE", "add or replace a header; empty removes; repeatable", read_header, OptionKind::setting, use_headers},
  {'A', "user-agent", "NAME", "User-Agent header (default probe/VERSION)", read_agent, OptionKind::setting, use_headers},
  {'u', "user", "NAME:PASSWORD", "credentials for HTTP (Basic)", read_credentials, OptionKind::setting, use_request},
  {'L', "location", no_value, "follow up to ten redirects on the same host", set<&Settings::follows, true>, OptionKind::setting, use_request},
  {no_letter, "http2-prior-knowledge", no_value, "HTTP/2 instead of HTTP/1.1", set<&Settings::speaks_http2, true>, OptionKind::setting, use_request},
  {'s', "status", "LIST", "healthy codes, e.g. 2xx,300-302 (default 200-399)", read_status, OptionKind::setting, use_status},
  {'e', "expect", "TEXT", "the body or reply must contain TEXT; repeatable", read_step<true>, OptionKind::setting, use_expect},
  {'d', "send", "TEXT", "send TEXT, in turn with --expect; http: the body", read_step<false>, OptionKind::setting, use_send},
  {'a', "max-age", "TIME", "maximum time since a file was modified", read_time<&Settings::max_age>, OptionKind::setting, use_age},
  {no_letter, "unix-socket", "PATH", "connect to this socket", read_unix_socket, OptionKind::setting, use_address},
  {'k', "insecure", no_value, "TLS to other hosts too: no certificate is verified", set<&Settings::is_insecure, true>, OptionKind::setting, use_insecure},
  {no_letter, "server-name", "NAME", "TLS: the name of the server (SNI)", read_server_name, OptionKind::setting, use_tls},
  {no_letter, "expires-after", "TIME", "TLS: how long the certificate must still be valid", read_time<&Settings::expires_after>, OptionKind::setting, use_tls},
  {'4', "ipv4", no_value, "use only IPv4", set<&Settings::family, Family::ipv4>, OptionKind::setting, use_address},
  {'6', "ipv6", no_value, "use only IPv6", set<&Settings::family, Family::ipv6>, OptionKind::setting, use_address},
  {no_letter, "haproxy-protocol", no_value, "start with the PROXY protocol (v1)", set<&Settings::has_proxy_line, true>, OptionKind::setting, use_stream},
  {no_letter, "invert", no_value, "swap healthy and unhealthy", set<&Settings::inverts, true>, OptionKind::setting, use_verdict},
  {'w', "wait", "TIME", "retry until healthy, for up to TIME", read_time<&Settings::wait>},
  {'i', "interval", "TIME", "pause between tries (default 500ms)", read_time<&Settings::interval>},
  {'q', "quiet", no_value, "print nothing", set<&Settings::quiet, true>},
  {'v', "verbose", no_value, "also print address, time and the head of the reply", set<&Settings::verbose, true>},
  {no_letter, "install", "PATH", "copy this binary to PATH", read_install, OptionKind::command},
  {'l', "license", no_value, "show the license", set<&Invocation::command, Command::license>, OptionKind::command},
  {'V', "version", no_value, "show the version", set<&Invocation::command, Command::version>, OptionKind::command},
  {'h', "help", no_value, "show this help", set<&Invocation::command, Command::help>, OptionKind::command},
};
// clang-format on

static_assert(std::size(rows) <= 32, "Invocation::given has a bit for each");

inline constexpr const char* environment_prefix = "PROBE_";

inline constexpr std::string_view usage =
    "probe [OPTION]... [TARGET]... [-- PROGRAM [ARGUMENT]...]\n"
    "Checks every TARGET in order; the first unhealthy one decides.\n"
    "If all are healthy, becomes PROGRAM.\n\n";

inline constexpr std::string_view targets_title = "\nA TARGET is healthy if\n";

using Options = base::OptionParser<Invocation, rows>;

inline constexpr std::string_view notes =
    "\nTIME: 500ms, 10 or 10s, 2m, 1h, 7d.\n"
    "Without HOST: 127.0.0.1, then ::1.\n"
    "${NAME} and ${NAME:-default} in TARGETs, headers, --user, --send and --expect\n"
    "are expanded from the environment; $${ stands for ${. Escapes in --send and\n"
    "--expect are \\n \\r \\t \\0 \\xNN \\\\ \\\".\n"
    "PROBE_TIMEOUT=1s in the environment means --timeout=1s; every option before\n"
    "--install has such a variable. The command line takes precedence. Each line of\n"
    "PROBE_HEADER is a header. PROBE_TARGET holds the TARGETs if there are no others.\n"
    "Exit codes: 0 if every TARGET is healthy, else 1.\n";

}  // namespace probe
