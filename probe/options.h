// The command line of probe: a row an option.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/options.h"
#include "probe/headers.h"
#include "probe/settings.h"

namespace probe {

enum class Command : std::uint8_t { ask, help, version, install };

/// All that the command line and the environment say.
struct Invocation : Settings {
  Command command = Command::ask;
  const char* install_path = nullptr;
  TextList given_headers;  // before expansion; those from the environment may be several lines
};

using Option = base::Option<Invocation>;
using base::Expected;
using base::OptionKind;

/// A flag: sets one member to one value.
template <auto member, auto value>
constexpr Expected set(Invocation& to, const char* /*none*/) {
  to.*member = value;
  return nullptr;
}

constexpr Expected read_timeout(Invocation& to, const char* text) {
  to.timeout = base::parse_duration(text);
  return to.timeout > 0 ? nullptr : "a time above 0 such as 500ms, 10s, 2m or 1h, under a year";
}

constexpr Expected read_method(Invocation& to, const char* text) {
  to.method = text;
  while (is_token_byte(*text)) ++text;
  return text != to.method && *text == '\0' ? nullptr : "a method such as GET or HEAD";
}

/// Headers are checked once they are expanded, by a check that keeps them secret.
constexpr Expected read_header(Invocation& to, const char* text) {
  to.given_headers.add(text);
  return nullptr;
}

constexpr Expected read_agent(Invocation& to, const char* text) {
  to.agent = text;
  return is_header_value(text) ? nullptr : "no control bytes";
}

constexpr Expected read_status(Invocation& to, const char* text) { return parse_statuses(text, to.statuses); }

constexpr Expected read_install(Invocation& to, const char* text) {
  to.command = Command::install;
  to.install_path = text;
  return *text == '\0' ? "a directory or a file" : nullptr;
}

// clang-format off
inline constexpr Option rows[] = {
  {"-t, --timeout=TIME", "the one deadline of everything, name resolution too (2s)", read_timeout},
  {"-X, --method=METHOD", "of the HTTP request (GET)", read_method},
  {"-H, --header=NAME: VALUE", "add a header, or replace a default; empty: omit; repeatable", read_header},
  {"-A, --user-agent=NAME", "who the request says is asking (probe/VERSION)", read_agent},
  {"-s, --status=LIST", "the healthy ones: 200,204,300-399 (200-399)", read_status},
  {"-q, --quiet", "say no line: the exit code tells", set<&Settings::quiet, true>},
  {"    --install=PATH", "copy this binary to PATH, a directory or a file", read_install, OptionKind::command},
  {"-V, --version", "show the version", set<&Invocation::command, Command::version>, OptionKind::command},
  {"-h, --help", "show this help", set<&Invocation::command, Command::help>, OptionKind::command},
};
// clang-format on

inline constexpr const char* environment_prefix = "PROBE_";

inline constexpr std::string_view usage =
    "probe [OPTION]... [TARGET]...\n"
    "Asks whether every TARGET is healthy, in order: the first that is not decides.\n\n";

inline constexpr std::string_view targets_title = "\nA TARGET is healthy when\n";

using Options = base::OptionTable<Invocation, rows, usage, targets_title>;

inline constexpr std::string_view notes =
    "\nTIME: 500ms, 10s, 2m, 1h; a bare number is seconds. No HOST is 127.0.0.1, then ::1.\n"
    "${NAME} and ${NAME:-default} in TARGETs and headers are replaced from the environment.\n"
    "PROBE_TIMEOUT=1s in the environment is --timeout=1s, and so for each option above\n"
    "--install; the command line wins. In PROBE_HEADER each line is a header. PROBE_TARGET\n"
    "names the TARGETs, blanks between them, where the command line names none.\n"
    "Exit codes: 0: every TARGET is healthy; 1: anything else.\n";

}  // namespace probe
