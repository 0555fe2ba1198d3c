// What users mistype, and the line that init answers: first what they typed, then what is wrong with it or
// what to write instead.
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/support.h"

using namespace process;

namespace {

struct Mistake {
  Words words;
  int exit_code;
  std::string line;  // on stderr, after "init: "
  Words environment = {};
};

void check_mistakes(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.line);
    Init init({.options = mistake.words, .environment = mistake.environment});
    CHECK(init.output() == "init: " + mistake.line + "\n");
    CHECK(init.exit_code() == mistake.exit_code);
  }
}

const std::string missing = ": No such file or directory";
const std::string one_string = missing + ": give each argument a string of its own";
const std::string unknown = ": unknown option; see --help";
const std::string want_time = ": expected a time such as 500ms, 10s, 2m, 1h or 7d, under a year";
const std::string want_stop = ": expected a signal such as TERM, SIGTERM or 15, but not KILL or STOP";
const std::string want_rewrite = ": expected FROM:TO such as TERM:QUIT, but not from KILL or STOP";
const std::string want_code = ": expected CODE[:TO], 0 to 255 each, or a signal's name";
const std::string want_user = ": expected numbers, UID[:GID], such as 1000:1000";
const std::string want_form = ": expected ${NAME} or ${NAME:-default}; $${ is ${";

TEST_CASE("what users of init mistype: PROGRAM") {
  const Folder folder;
  const std::string& path = folder.path();
  write_file(path + "/text", "text", 0644);
  check_mistakes({
      {{}, 125, "expected a PROGRAM to start; see --help"},
      {{"--"}, 125, "expected a PROGRAM to start; see --help"},
      {{"nope"}, 127, "nope" + missing + " in PATH"},
      {{"exec", "/server"}, 127, "exec" + missing + " in PATH"},        // of a shell
      {{"PORT=80", "/server"}, 127, "PORT=80" + missing + " in PATH"},  // the same
      {{"/none"}, 127, "/none" + missing},
      {{"/server --port=80"}, 127, "/server --port=80" + one_string},
      {{"server --port=80"}, 127, "server --port=80" + one_string},
      {{"/a\x9b"
        "2J"},
       127,
       "/a\\x9b2J" + missing},
      {{path}, 126, path + ": Is a directory"},
      {{path + "/text"}, 126, path + "/text: Permission denied: not executable, or on a noexec mount"},
      {{path + "/text/x"}, 127, path + "/text/x: Not a directory"},
      {{"-P", "/server"}, 125, "expected no PROGRAM with --pause"},
      {{"--", "-g", "/server"}, 127, "-g" + missing + " in PATH"},
  });
}

TEST_CASE("what users of init mistype: an option") {
  check_mistakes({
      {{"--grop", "x"}, 125, "--grop" + unknown},
      {{"-t", "5", "x"}, 125, "-t" + unknown},
      {{"-single-child", "x"}, 125, "-single-child" + unknown},
      {{"--kill_after=8s", "x"}, 125, "--kill_after=8s" + unknown},
      {{"--group=1", "x"}, 125, "--group=1: expected no value"},
      {{"x"}, 125, "PID1_GROUP=yes: expected 1 or 0", {"PID1_GROUP=yes"}},
      {{"--install"}, 125, "--install: expected a directory or a file"},

      // Times
      {{"-k", "soon", "x"}, 125, "-k soon" + want_time},
      {{"-k", "soon\n", "x"}, 125, "-k soon\\x0a" + want_time},
      {{"-k", "x"}, 125, "-k x" + want_time},
      {{"-k"}, 125, "-k" + want_time},
      {{"-L=2s", "x"}, 125, "-L=2s" + want_time},
      {{"--kill-after=10sec", "x"}, 125, "--kill-after=10sec" + want_time},
      {{"--kill-after=1m30s", "x"}, 125, "--kill-after=1m30s" + want_time},
      {{"x"}, 125, "PID1_DRAIN=-1" + want_time, {"PID1_DRAIN=-1"}},

      // Signals, codes and users
      {{"-S", "KILL", "x"}, 125, "-S KILL" + want_stop},
      {{"-S", "FOO", "x"}, 125, "-S FOO" + want_stop},
      {{"-r", "TERM", "x"}, 125, "-r TERM" + want_rewrite},
      {{"-r", "TERM=QUIT", "x"}, 125, "-r TERM=QUIT" + want_rewrite},
      {{"-r", "KILL:TERM", "x"}, 125, "-r KILL:TERM" + want_rewrite},
      {{"-p", "FOO", "x"}, 125, "-p FOO: expected a signal such as TERM, SIGTERM or 15"},
      {{"-e", "300", "x"}, 125, "-e 300" + want_code},
      {{"-e", "x"}, 125, "-e x" + want_code},
      {{"--user=app", "x"}, 125, "--user=app" + want_user},
      {{"-u", "1000:", "x"}, 125, "-u 1000:" + want_user},

      // Variables
      {{"-x", "x", "${NOPE}"}, 125, "${NOPE} NOPE: not set; set it, or write ${NAME:-default}"},
      {{"-x", "x", "${HOME"}, 125, "${HOME" + want_form},
      {{"-x", "x", "${HOME:=x}"}, 125, "${HOME:=x}" + want_form},
  });
}

}  // namespace
