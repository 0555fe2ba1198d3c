// The command line of init: one row for each option.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/composed.h"
#include "base/cursor.h"
#include "base/number.h"
#include "base/option.h"
#include "base/option_parser.h"
#include "base/option_values.h"
#include "base/text.h"
#include "init/model.h"
#include "init/signals.h"

namespace init {

enum class Command : std::uint8_t { run, help, version, license, install };

/// What the command line and the environment ask for.
struct Invocation : Settings {
  Command command = Command::run;
  bool expand = false;
  int parent_death_signal = 0;         // 0: none
  std::int64_t uid = base::no_number;  // of PROGRAM; no_number: that of init
  std::int64_t gid = base::no_number;
  const char* unknown_variable = nullptr;  // starts as those of init, but is none
  const char* install_path = nullptr;
};

using Option = base::Option<Invocation>;
using base::Expected;
using base::no_letter;
using base::no_value;
using base::OptionKind;
using base::read_install;
using base::set;

/// Reads a flag that has no effect.
constexpr Expected accept(Invocation& /*to*/, const char* /*none*/) { return base::valid(); }

template <auto member>
constexpr Expected read_time(Invocation& to, const char* text) {
  return base::read_time<member, 0>(to, text);
}

constexpr Expected read_parent_death(Invocation& to, const char* text) {
  to.parent_death_signal = take_signal(text);
  return base::expect(to.parent_death_signal > 0 && *text == '\0', expected_signal);
}

/// Takes blanks off the front. Returns whether there was a blank and a word follows it.
constexpr bool take_blanks(const char*& text) {
  const char* const start = text;
  while (base::is_blank(*text)) ++text;
  return text != start && *text != '\0';
}

/// Reads one or more signals with blanks between them.
constexpr Expected read_stop_signal(Invocation& to, const char* text) {
  constexpr const char* expected = "a signal such as TERM, SIGTERM or 15, but not KILL or STOP";
  do {
    const int signal = take_signal(text);
    if (signal <= 0 || signal == SIGKILL || signal == SIGSTOP) return base::wrong_value(expected);
    to.stop_signals |= bit_of(signal);
  } while (take_blanks(text));
  return base::expect(*text == '\0', expected);
}

/// Reads one or more FROM:TO with blanks between them; TO may be 0.
constexpr Expected read_rewrite(Invocation& to, const char* text) {
  constexpr const char* expected = "FROM:TO such as TERM:QUIT, but not from KILL or STOP";
  do {
    const int from = take_signal(text);
    const int sent = base::take(text, ":") ? take_signal(text) : no_signal;
    if (from <= 0 || from == SIGKILL || from == SIGSTOP || sent < 0) return base::wrong_value(expected);
    to.rewrite.change(static_cast<std::size_t>(from), sent);
  } while (take_blanks(text));
  return base::expect(*text == '\0', expected);
}

/// Reads one or more CODE[:TO] with blanks between them; CODE may be the name of a signal.
constexpr Expected read_remap_exit(Invocation& to, const char* text) {
  constexpr const char* expected = "CODE[:TO], 0 to 255 each, or a signal's name";
  do {
    const bool is_code = base::is_digit(*text);
    const std::int64_t from = is_code ? base::take_number(text, 255) : take_signal(text);
    const std::int64_t code = base::take(text, ":") ? base::take_number(text, 255) : 0;
    if (from < 0 || code < 0) return base::wrong_value(expected);
    auto& codes = is_code ? to.exit_codes : to.exit_codes_if_sent;
    codes.change(static_cast<std::size_t>(is_code ? from : 128 + from), code);
  } while (take_blanks(text));
  return base::expect(*text == '\0', expected);
}

/// Reads UID[:GID] in numbers: an image from scratch has no /etc/passwd with names.
constexpr Expected read_user(Invocation& to, const char* text) {
  constexpr std::int64_t last_id = 0xfffffffe;  // the next number tells the kernel not to change the id
  to.uid = base::take_number(text, last_id);
  to.gid = base::take(text, ":") ? base::take_number(text, last_id) : to.uid;
  return base::expect(to.uid >= 0 && to.gid >= 0 && *text == '\0', "numbers, UID[:GID], such as 1000:1000");
}

// clang-format off
inline constexpr Option rows[] = {
  {'g', "group", no_value, "signal PROGRAM's whole process group", set<&Settings::scope, Scope::group>},
  {'a', "all", no_value, "signal every process (only as PID 1, else --group)", set<&Settings::scope, Scope::everyone>},
  {'c', "single-child", no_value, "signal only PROGRAM (the default)", set<&Settings::scope, Scope::program>},
  {'r', "rewrite", "FROM:TO", "send TO instead of FROM; 0 drops it; repeatable", read_rewrite},
  {'e', "remap-exit", "CODE[:TO]", "exit TO (or 0) if PROGRAM exits CODE; repeatable", read_remap_exit},
  {'S', "stop-signal", "SIGNAL", "what asks to stop; repeatable (default: TERM, INT)", read_stop_signal},
  {'k', "kill-after", "TIME", "KILL PROGRAM TIME after the first stop signal", read_time<&Settings::kill_after>},
  {'d', "drain", "TIME", "delay the first stop signal by TIME", read_time<&Settings::drain>},
  {'L', "linger", "TIME", "when PROGRAM exits, TERM the rest, wait up to TIME", read_time<&Settings::linger>},
  {'x', "expand", no_value, "expand ${NAME} and ${NAME:-default} in the command", set<&Invocation::expand, true>},
  {'u', "user", "UID[:GID]", "run PROGRAM as this numeric user (GID: as UID)", read_user},
  {'p', "parent-death", "SIGNAL", "send SIGNAL to init when its parent dies", read_parent_death},
  {'s', "subreaper", no_value, "no effect; accepted for tini", accept},
  {'w', "warn-on-reap", no_value, "report each orphan that init reaps", set<&Settings::warn_on_reap, true>},
  {'v', "verbose", no_value, "report each event and what init does", set<&Settings::verbose, true>},
  {'P', "pause", no_value, "only reap, and exit on TERM or INT", set<&Settings::pause, true>},
  {no_letter, "install", "PATH", "copy this binary to PATH", read_install, OptionKind::command},
  {'l', "license", no_value, "show the license", set<&Invocation::command, Command::license>, OptionKind::command},
  {'V', "version", no_value, "show the version", set<&Invocation::command, Command::version>, OptionKind::command},
  {'h', "help", no_value, "show this help", set<&Invocation::command, Command::help>, OptionKind::command},
};
// clang-format on

inline constexpr const char* environment_prefix = "PID1_";

inline constexpr std::string_view usage =
    "init [OPTION]... [--] PROGRAM [ARGUMENT]...\n"
    "Starts PROGRAM, forwards every signal to it, reaps orphaned processes, and exits\n"
    "with its exit code.\n\n";

inline constexpr std::string_view notes =
    "\nTIME: 500ms, 10 or 10s, 2m, 1h, 7d. SIGNAL: TERM, SIGTERM or 15.\n"
    "PID1_KILL_AFTER=8s in the environment means --kill-after=8s; every option before\n"
    "--install has such a variable. The command line takes precedence.\n"
    "Exit codes: PROGRAM's own; 128+N: signal N ended it; 127: not found;\n"
    "126: cannot be executed; 125: init failed.\n";

using Options = base::OptionParser<Invocation, rows>;

/// Reads the options of the environment, which are removed from it, and then those at the front of
/// `arguments` (both null-terminated), which are preferred. Returns the first misuse.
constexpr base::Misuse read_options(char**& arguments, char** environment, Invocation& to) {
  to.stop_signals = 0;
  base::Misuse misuse = Options::take_environment(environment, environment_prefix, to);
  const std::uint64_t of_environment = to.stop_signals;
  to.stop_signals = 0;
  if (misuse.is_none()) misuse = Options::read_arguments(arguments, to);
  if (to.stop_signals == 0) to.stop_signals = of_environment != 0 ? of_environment : default_stop_signals;
  return misuse;
}

/// Checks that there is a PROGRAM, or none with --pause. `is_there`: the command line has one.
constexpr Expected check_program(const Invocation& invocation, bool is_there) {
  if (is_there != invocation.pause) return base::valid();
  return base::wrong_value(is_there ? "no PROGRAM with --pause" : "a PROGRAM to start; see --help");
}

constexpr void put_help(base::Text& help) {
  help.append(usage);
  base::put_option_lines(help, rows);
  help.append(notes);
}

/// What --help prints, with tabs (base::put_in_columns()).
constexpr std::string_view help_text() { return base::composed<put_help>(); }

}  // namespace init
