// The command line and the environment of init.
#include <elf.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/execution.h"
#include "doctest.h"
#include "init/options.h"

namespace {

using namespace init;

/// The result of reading: the invocation and the words that are left, or what is wrong.
struct Reading {
  Invocation invocation;
  std::vector<std::string> rest;
  std::string misuse;  // "WORD VALUE: EXPECTED"
};

Reading read(std::vector<const char*> words, std::vector<const char*> environment = {}) {
  Reading reading;
  words.push_back(nullptr);
  environment.push_back(nullptr);
  char** at = const_cast<char**>(words.data());
  base::Misuse misuse = Options::read_environment(environment.data(), environment_prefix, reading.invocation);
  if (misuse.is_none()) misuse = Options::read_arguments(at, reading.invocation);
  base::take_end_of_options(at);
  if (!misuse.is_none()) {
    reading.misuse = misuse.word;
    if (!misuse.value.empty()) reading.misuse.append(" ").append(misuse.value);
    reading.misuse.append(": ").append(misuse.expected.text);
  }
  for (; *at != nullptr; ++at) reading.rest.emplace_back(*at);
  return reading;
}

TEST_CASE("options set what they name, in every form") {
  CHECK(read({"-g", "app"}).invocation.scope == Scope::group);
  CHECK(read({"--group", "app"}).invocation.scope == Scope::group);
  CHECK(read({"-a", "app"}).invocation.scope == Scope::everyone);
  CHECK(read({"-g", "-c", "app"}).invocation.scope == Scope::program);
  CHECK(read({"-k10s", "app"}).invocation.kill_after == 10 * base::second);
  CHECK(read({"-k", "10s", "app"}).invocation.kill_after == 10 * base::second);
  CHECK(read({"--kill-after=10s", "app"}).invocation.kill_after == 10 * base::second);
  CHECK(read({"--kill-after", "10s", "app"}).invocation.kill_after == 10 * base::second);
  CHECK(read({"-gvk", "10s", "app"}).invocation.kill_after == 10 * base::second);
  CHECK(read({"-gvk10s", "app"}).invocation.verbose);
  CHECK(read({"-vvv", "app"}).invocation.verbose);
  CHECK(read({"-d", "5", "app"}).invocation.drain == 5 * base::second);
  CHECK(read({"-L500ms", "app"}).invocation.linger == base::second / 2);
  CHECK(read({"-x", "app"}).invocation.expand);
  CHECK(read({"-w", "app"}).invocation.warn_on_reap);
  CHECK(read({"-s", "app"}).misuse.empty());
  CHECK(read({"-P"}).invocation.pause);
  CHECK(read({"-p", "SIGKILL", "app"}).invocation.parent_death_signal == SIGKILL);
  CHECK(read({"--install=/shared"}).invocation.command == Command::install);
  CHECK(read({"--install=/shared"}).invocation.install_path == std::string_view("/shared"));
  CHECK(read({"-l"}).invocation.command == Command::license);
  CHECK(read({"-V"}).invocation.command == Command::version);
  CHECK(read({"-h"}).invocation.command == Command::help);
  CHECK(read({"--user=1000:50", "app"}).invocation.uid == 1000);
  CHECK(read({"--user=1000:50", "app"}).invocation.gid == 50);
  CHECK(read({"-u0", "app"}).invocation.uid == 0);
  CHECK(read({"-u65532", "app"}).invocation.gid == 65532);
  CHECK(read({"app"}).invocation.uid == base::no_number);
}

TEST_CASE("signals are rewritten and exit codes remapped") {
  const Settings settings = read({"-r15:3", "--rewrite=HUP:0", "-r", "SIGUSR1:rtmin+3", "app"}).invocation;
  CHECK(settings.rewrite[SIGTERM] == SIGQUIT);
  CHECK(settings.rewrite[SIGHUP] == 0);
  CHECK(settings.rewrite[SIGUSR1] == 37);
  CHECK(settings.rewrite[SIGINT] == SIGINT);
  CHECK(read({"-r", "TERM:QUIT INT:QUIT", "app"}).invocation.rewrite[SIGINT] == SIGQUIT);

  const Settings remapped = read({"-e143", "-e", "3:4", "-eTERM:9", "-e", "SIGINT", "app"}).invocation;
  CHECK(remapped.exit_codes[143] == 0);
  CHECK(remapped.exit_codes[3] == 4);
  CHECK(remapped.exit_codes[0] == 0);
  CHECK(remapped.exit_codes_if_sent[143] == 9);
  CHECK(remapped.exit_codes_if_sent[130] == 0);
  CHECK(remapped.exit_codes_if_sent[131] == 131);
}

TEST_CASE("options end at the first word that is not an option") {
  using Words = std::vector<std::string>;
  CHECK(read({"echo", "-g", "--verbose"}).rest == Words{"echo", "-g", "--verbose"});
  CHECK(read({"-g", "echo", "-v"}).rest == Words{"echo", "-v"});
  CHECK(read({"--", "-g"}).rest == Words{"-g"});
  CHECK(read({"-g", "--", "--", "x"}).rest == Words{"--", "x"});
  CHECK(read({"-"}).rest == Words{"-"});
  CHECK(read({""}).rest == Words{""});
  CHECK(read({}).rest.empty());
}

TEST_CASE("PROGRAM is expected unless init pauses") {
  Invocation invocation;
  CHECK(check_program(invocation, true).is_valid());
  CHECK(check_program(invocation, false).text == std::string_view("a PROGRAM to start; see --help"));
  invocation.pause = true;
  CHECK(check_program(invocation, false).is_valid());
  CHECK(check_program(invocation, true).text == std::string_view("no PROGRAM with --pause"));
}

TEST_CASE("misuse names the word and what was expected") {
  struct {
    std::vector<const char*> words;
    const char* misuse;
  } const rows[] = {
      {{"--foo"}, "--foo: unknown option; see --help"},
      {{"-z"}, "-z: unknown option; see --help"},
      {{"-gz", "app"}, "-gz: unknown option; see --help"},
      {{"-g "}, "-g : unknown option; see --help"},
      {{"--kill-afte=1"}, "--kill-afte=1: unknown option; see --help"},
      {{"--kill-after-all=1"}, "--kill-after-all=1: unknown option; see --help"},
      {{"--=1"}, "--=1: unknown option; see --help"},
      {{"---group"}, "---group: unknown option; see --help"},
      {{"--install PATH"}, "--install PATH: unknown option; see --help"},
      {{"--group=1"}, "--group=1: no value"},
      {{"--group="}, "--group=: no value"},
      {{"-k", "soon"}, "-k soon: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"-ksoon"}, "-ksoon: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"-k=5"}, "-k=5: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"-k"}, "-k: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"--kill-after"}, "--kill-after: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"--kill-after="}, "--kill-after=: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"--drain=-1s"}, "--drain=-1s: a time such as 500ms, 10s, 2m, 1h or 7d, under a year"},
      {{"-p", "FOO"}, "-p FOO: a signal such as TERM, SIGTERM or 15"},
      {{"-p0"}, "-p0: a signal such as TERM, SIGTERM or 15"},
      {{"-p65"}, "-p65: a signal such as TERM, SIGTERM or 15"},
      {{"-pTERMX"}, "-pTERMX: a signal such as TERM, SIGTERM or 15"},
      {{"--install="}, "--install=: a directory or a file"},
      {{"-u", "root"}, "-u root: numbers, UID[:GID], such as 1000:1000"},
      {{"-u", "1:"}, "-u 1:: numbers, UID[:GID], such as 1000:1000"},
      {{"-u", "4294967295"}, "-u 4294967295: numbers, UID[:GID], such as 1000:1000"},
      {{"-u", "1:2:3"}, "-u 1:2:3: numbers, UID[:GID], such as 1000:1000"},
      {{"-e", "256"}, "-e 256: CODE[:TO], 0 to 255 each, or a signal's name"},
      {{"-e", "3:256"}, "-e 3:256: CODE[:TO], 0 to 255 each, or a signal's name"},
      {{"-e", "3:"}, "-e 3:: CODE[:TO], 0 to 255 each, or a signal's name"},
      {{"-e", ""}, "-e: CODE[:TO], 0 to 255 each, or a signal's name"},
      {{"-e", "FOO"}, "-e FOO: CODE[:TO], 0 to 255 each, or a signal's name"},
      {{"-e", "3x"}, "-e 3x: CODE[:TO], 0 to 255 each, or a signal's name"},
  };
  for (const auto& row : rows) CHECK(read(row.words).misuse == row.misuse);
  for (const char* bad : {"TERM", "TERM:", ":TERM", "TERM:FOO", "0:TERM", "KILL:TERM", "STOP:0", "15:2x",
                          "65:1", "TERM:65", "TERM:QUIT,INT:QUIT", "TERM:QUIT  X:0", ""}) {
    CAPTURE(bad);
    const std::string expected = ": FROM:TO such as TERM:QUIT, but not from KILL or STOP";
    CHECK(read({"-r", bad}).misuse == std::string("-r") + (*bad != '\0' ? " " : "") + bad + expected);
  }
}

TEST_CASE("variables set what options set, and the command line wins") {
  CHECK(read({"app"}, {"PID1_KILL_AFTER=8s"}).invocation.kill_after == 8 * base::second);
  CHECK(read({"-k9", "app"}, {"PID1_KILL_AFTER=8s"}).invocation.kill_after == 9 * base::second);
  CHECK(read({"app"}, {"PID1_KILL_AFTER="}).invocation.kill_after == 0);
  CHECK(read({"app"}, {"PID1_GROUP=1"}).invocation.scope == Scope::group);
  CHECK(read({"app"}, {"PID1_GROUP=0"}).invocation.scope == Scope::program);
  CHECK(read({"-c", "app"}, {"PID1_GROUP=1"}).invocation.scope == Scope::program);
  CHECK(read({"app"}, {"PID1_WARN_ON_REAP=1"}).invocation.warn_on_reap);
  CHECK(read({"app"}, {"PID1_REWRITE=TERM:QUIT HUP:0"}).invocation.rewrite[SIGHUP] == 0);
  CHECK(read({"app"}, {"PID1_REWRITE=TERM:QUIT\tHUP:0"}).invocation.rewrite[SIGHUP] ==
        0);  // a tab is a blank
  CHECK(read({"app"}, {"PID1_USER=7"}).invocation.uid == 7);
  // Variables that name no option belong to other programs.
  CHECK(read({"app"}, {"PID1_SERVICE_HOST=10.0.0.1", "PID1_=", "PID1", "KILL_AFTER=x"}).misuse.empty());
  CHECK(read({"app"}, {"PID1_HELP=1", "PID1_VERSION=1", "PID1_INSTALL=/x"}).invocation.command ==
        Command::run);
  CHECK(read({"app"}, {"pid1_group=1", "PID1_group=1", "PID1_GROUPS=1"}).invocation.scope == Scope::program);

  const auto unknown = [](const std::vector<const char*>& environment) {
    const char* const name = read({"app"}, environment).invocation.unknown_variable;
    return std::string(name != nullptr ? name : "none");
  };
  CHECK(unknown({"A=1", "PID1_KILLAFTER=5s", "PID1_GROUPS=1"}) == "PID1_KILLAFTER=5s");
  CHECK(unknown({"PID1_HELP=1"}) == "PID1_HELP=1");  // a command has no variable
  CHECK(unknown({"PID1", "PID=1", "PID1_GROUP=1", "PID1_DRAIN="}) == "none");

  CHECK(read({"app"}, {"PID1_KILL_AFTER=soon"}).misuse ==
        "PID1_KILL_AFTER=soon: a time such as 500ms, 10s, 2m, 1h or 7d, under a year");
  CHECK(read({"app"}, {"PID1_GROUP=yes"}).misuse == "PID1_GROUP=yes: 1 or 0");
  CHECK(read({"app"}, {"PID1_GROUP=10"}).misuse == "PID1_GROUP=10: 1 or 0");
}

/// Sets each option as a variable, to a value that none takes.
TEST_CASE("every option that takes effect is a variable, and no command is") {
  for (const Option& row : rows) {
    std::string name = "PID1_";
    for (const char letter : row.name) name += letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
    CAPTURE(name);
    CHECK(read({"app"}, {(name + "=?").c_str()}).misuse.empty() == (row.kind == OptionKind::command));
  }
  CHECK(read({"app"}, {"PID1_REMAP_EXIT= 3:4  TERM 5 "}).misuse ==
        "PID1_REMAP_EXIT= 3:4  TERM 5 : CODE[:TO], 0 to 255 each, or a signal's name");
  const Invocation remapped = read({"app"}, {"PID1_REMAP_EXIT=3:4  TERM:9 5 "}).invocation;
  CHECK(remapped.exit_codes[3] == 4);
  CHECK(remapped.exit_codes[5] == 0);
  CHECK(remapped.exit_codes_if_sent[128 + SIGTERM] == 9);
}

TEST_CASE("each row of help is one line that shows what it says") {
  base::TextOf<8192> text;
  base::put_in_columns(text, help_text());
  const std::string_view help = text.view();
  for (const Option& row : rows) {
    CAPTURE(row.name);
    std::string names = row.letter == base::no_letter ? "    " : "-" + std::string(1, row.letter) + ", ";
    names.append("--").append(row.name);
    if (!row.value.empty()) names.append("=").append(row.value);
    CHECK(names.size() <= 27);
    names.resize(28, ' ');
    CHECK(help.find("\n  " + names + std::string(row.help) + "\n") != std::string_view::npos);
    CHECK(30 + row.help.size() <= 90);
  }
  CHECK(help.starts_with(usage));
  CHECK(help.ends_with(notes));
}

TEST_CASE("signals are read by name, in any case, and by number") {
  struct {
    const char* text;
    int signal;  // 0: there is none
    const char* name;
  } const rows[] = {
      {"TERM", SIGTERM, "TERM"},
      {"SIGTERM", SIGTERM, "TERM"},
      {"sigterm", SIGTERM, "TERM"},
      {"15", SIGTERM, "TERM"},
      {"IOT", SIGABRT, "ABRT"},
      {"IO", SIGIO, "IO"},
      {"POLL", SIGIO, "IO"},
      {"CLD", SIGCHLD, "CHLD"},
      {"RTMIN", 34, "RTMIN+0"},
      {"SIGRTMIN+3", 37, "RTMIN+3"},
      {"RTMIN+30", 64, "RTMIN+30"},
      {"RTMAX", 64, "RTMIN+30"},
      {"RTMAX-30", 34, "RTMIN+0"},
      {"32", 32, "32"},
      {"64", 64, "RTMIN+30"},
      {"STKFLT", 16, "STKFLT"},
      {"WINCH", SIGWINCH, "WINCH"},
      {"0", 0, ""},
      {"65", 0, ""},
      {"RTMIN+31", 0, ""},
      {"RTMAX-31", 0, ""},
      {"SIG", 0, ""},
      {"", 0, ""},
      {"SIGSIGTERM", 0, ""},
      {"TER", 0, ""},
      {"-15", 0, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const char* at = row.text;
    const int signal = take_signal(at);
    if (row.signal == 0) {
      CHECK((signal <= 0 || *at != '\0'));
      continue;
    }
    CHECK(signal == row.signal);
    CHECK(*at == '\0');
    base::TextOf<16> name;
    put_signal(name, signal);
    CHECK(name.view() == row.name);
  }
  for (int signal = 1; signal <= last_signal; ++signal) {
    base::TextOf<16> name;
    put_signal(name, signal);
    name.put('\0');
    const char* at = name.view().data();
    CHECK(take_signal(at) == signal);
  }
}

TEST_CASE("PROGRAM is searched for in every directory of PATH") {
  const char* path = "/usr/bin::/a b:";
  std::vector<std::string> candidates;
  for (bool is_more = true; is_more;) {
    base::TextOf<64> text;
    is_more = base::next_candidate(path, "app", text);
    candidates.emplace_back(text.view().data());
  }
  CHECK(candidates == std::vector<std::string>{"/usr/bin/app", "./app", "/a b/app", "./app"});
}

TEST_CASE("a PROGRAM that does not run is explained") {
  struct {
    base::ExecFailure failure;
    int exit_code;
    const char* line;
  } const rows[] = {
      {{"/app", ENOENT, false, false, ""}, 127, "/app: No such file or directory"},
      {{"app", ENOENT, false, false, ""}, 127, "app: No such file or directory in PATH"},
      {{"/bin/sh", ENOENT, false, false, ""},
       127,
       "/bin/sh: No such file or directory: no shell in this image; write CMD as a JSON array"},
      {{"/bin/sh/", ENOENT, false, false, ""}, 127, "/bin/sh/: No such file or directory"},
      {{"/bin/shell", ENOENT, false, false, ""}, 127, "/bin/shell: No such file or directory"},
      {{"/app --port=80", ENOENT, false, false, ""},
       127,
       "/app --port=80: No such file or directory: give each argument a string of its own"},
      {{"app -x", ENOENT, false, false, ""},
       127,
       "app -x: No such file or directory: give each argument a string of its own"},
      {{"/a b", ELOOP, false, false, ""}, 126, "/a b: Too many symbolic links"},
      {{"/loop", ELOOP, false, false, ""}, 126, "/loop: Too many symbolic links"},
      {{"/app", ENOENT, true, false, "#!\t/bin/sh\n"},
       126,
       "/app: its interpreter /bin/sh is missing in this image"},
      {{"/app/x", ENOTDIR, false, false, ""}, 127, "/app/x: Not a directory"},
      {{"/app", ENOENT, true, false, "#!/bin/sh\n"},
       126,
       "/app: its interpreter /bin/sh is missing in this image"},
      {{"/app", ENOENT, true, false, "#! /bin/sh -e\n"},
       126,
       "/app: its interpreter /bin/sh is missing in this image"},
      {{"/app", ENOENT, true, false, "#!/bin/sh\r\n"},
       126,
       "/app: its interpreter /bin/sh\\x0d is missing in this image"},
      {{"/app", ENOENT, true, false, ELFMAG},
       126,
       "/app: its ELF loader (its libc) is missing in this image"},
      {{"/d/app", EACCES, false, false, ""}, 126, "/d/app: Permission denied: a closed directory"},
      {{"/app", EACCES, true, false, "x"},
       126,
       "/app: Permission denied: not executable, or on a noexec mount"},
      {{"/etc", EACCES, true, true, ""}, 126, "/etc: Is a directory"},
      {{"/app", ENOEXEC, true, false, ELFMAG},
       126,
       "/app: Exec format error: built for another architecture"},
      {{"/app", ENOEXEC, true, false, "echo"},
       126,
       "/app: Exec format error: not an ELF file, and no #! line"},
      {{"/app", E2BIG, true, false, ""}, 126, "/app: Argument list too long"},
      {{"/a\nb", ENOENT, false, false, ""}, 127, "/a\\x0ab: No such file or directory"},
  };
  for (const auto& row : rows) {
    base::TextOf<256> line;
    CHECK(base::explain_exec_failure(line, row.failure) == row.exit_code);
    CHECK(line.view() == row.line);
  }
}

TEST_CASE("the search in PATH goes on after a file that is missing or may not be executed") {
  using base::Candidate;
  const struct {
    const char* what;
    bool exists;
    int error;
    Candidate candidate;
  } rows[] = {
      {"there is no such file", false, ENOENT, Candidate::missing},
      {"the directory of PATH is a file", false, ENOTDIR, Candidate::missing},
      {"the directory is closed", false, EACCES, Candidate::missing},
      {"it is not executable", true, EACCES, Candidate::denied},
      {"its interpreter is missing", true, ENOENT, Candidate::decisive},
      {"it is not a program", true, ENOEXEC, Candidate::decisive},
      {"the arguments are too long", true, E2BIG, Candidate::decisive},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(base::judge_candidate(row.exists, row.error) == row.candidate);
  }
}

}  // namespace
