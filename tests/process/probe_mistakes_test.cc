// What users mistype, and the line that probe answers: first what they typed, then what is wrong with it or
// what to write instead.
#include <string>
#include <vector>

#include "doctest.h"
#include "probe_run.h"

namespace {

using namespace test;

struct Mistake {
  Probe::Words words;
  std::string line;  // on stderr, after "probe: "
  Probe::Words environment = {};
};

void check_mistakes(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.line);
    check_misuse(run(mistake.words, mistake.environment), mistake.line);
  }
}

const std::string unset = ": not set; set it, or write ${NAME:-default}";
const std::string want_time = ": expected a time above 0 such as 500ms, 10s, 2m, 1h or 7d, under a year";
const std::string want_status = ": expected statuses from 200 to 599, such as 2xx,301,400-404";
const std::string want_scheme = ": no scheme, such as http:// or tcp://; see --help";
const std::string want_no_blank =
    ": expected no blank (%20 in a URL): give each argument a string of its own";
const std::string want_escape = R"(: expected \n, \r, \t, \0, \xNN, \\ or \" after a backslash)";
const std::string unknown = ": unknown option; see --help";
const std::string unknown_scheme = ": unknown scheme; see --help";
const std::string no_shell = ": shell syntax, but no shell runs here; remove it";
const std::string no_use = ": of no use to any TARGET here; see --help";
const std::string two_dashes = ": expected two dashes before a long option";

const std::string web = "http://127.0.0.1:1/";  // a right target: it is not asked if another word is wrong

TEST_CASE("what users of probe mistype: a target") {
  check_mistakes({
      // No target at all
      {{}, "expected a TARGET to ask; see --help"},
      {{"-H", web}, "expected a TARGET to ask; see --help"},  // it is the header
      {{"--", "/server"}, "expected a TARGET to ask; see --help"},
      {{}, "expected a TARGET to ask; see --help", {"PROBE_TARGET="}},
      {{web, "--"}, "--: expected a PROGRAM after it"},
      {{""}, "''" + want_scheme},

      // The scheme
      {{"localhost:8080"}, "localhost:8080" + want_scheme},
      {{"127.0.0.1:8080/healthz"}, "127.0.0.1:..." + want_scheme},
      {{"/healthz"}, "/healthz" + want_scheme},
      {{"db:5432", "-t", "30", "--", "/server"}, "db:5432" + want_scheme},  // as for wait-for-it.sh
      {{"http", web}, "http" + want_scheme},                                // as for wait4x
      {{"http//localhost:8080"}, "http//localhost:8080" + want_scheme},
      {{"htpp://localhost/"}, "htpp://localhost/" + unknown_scheme},
      {{"postgress://app:secret@localhost/"}, "postgress://localhost/" + unknown_scheme},
      {{"https://h/"}, "https://h/: no certificate is verified; if that is right, add -k (--insecure)"},
      {{"https://user:secret@[fe80::1]:8443/x"},
       "https://[fe80::1]:8443/x: no certificate is verified; if that is right, add -k (--insecure)"},
      {{"http+unix:///run/app.sock"}, "http+unix:///run/app.sock: unknown scheme; see --help"},
      {{"http:localhost"}, "http:...: expected // after the scheme"},
      {{"redis:localhost"}, "redis:...: expected // after the scheme"},
      {{}, "PROBE_TARGET" + want_scheme, {"PROBE_TARGET=name:secret"}},

      // The host and the port
      {{"tcp://localhost"}, "tcp://localhost: expected a port, as in //HOST:PORT"},
      {{"grpc://localhost/"}, "grpc://localhost/: expected a port, as in //HOST:PORT"},
      {{"tcp://localhost:${PORT}"}, "tcp://localhost:: expected a port, as in //HOST:PORT", {"PORT="}},
      {{"http://localhost:99999/"}, "http://localhost:99999/: expected a port from 1 to 65535"},
      {{"http://localhost:eighty/"}, "http://localhost:...: expected a port from 1 to 65535"},
      {{"tcp://127.0.0.1:-1"}, "tcp://127.0.0.1:...: expected a port from 1 to 65535"},
      {{"http://u:secret@h:x/"}, "http://h:x/: expected a port from 1 to 65535"},
      {{"tcp://db:${DB_PORT}"},
       "tcp://db:...: expected a port from 1 to 65535",
       {"DB_PORT=tcp://10.0.0.1:80"}},  // as Kubernetes sets it for a service called db
      {{"http://localhost:80:80/"},
       "http://localhost:...: expected one port, or brackets around an IPv6 address"},
      {{"http://::1:8080/"}, "http://:...: expected one port, or brackets around an IPv6 address"},
      {{"http://[localhost]/"}, "http://[localhost]/: expected an IPv6 address in the brackets"},
      {{"http://local!host/"}, "http://local!host/: expected a host name or an address"},
      {{"tcp://localhost:80/path"}, "tcp://localhost:...: expected no path"},
      {{"postgres://app:p/ss@localhost/app"},
       "postgres://localhost/app: expected the password percent-encoded: / is %2F, ? %3F, # %23"},
      {{"http://localhost/ä"}, "http://localhost/ä: expected only visible ASCII: percent-encode the rest"},
      {{"http://h/\r\n"}, "http://h/\\x0d\\x0a: expected only visible ASCII: percent-encode the rest"},

      // What is no server
      {{"file:"}, "file:: expected the path of a file"},
      {{"pid:nginx"}, "pid:nginx: expected a process number or an absolute path"},
      {{"unix:"}, "unix:: expected a path of 1 to 107 bytes"},
      {{"sleep:5seconds"}, "sleep:5seconds" + want_time},
      {{"dns://127.0.0.1/a/b"}, "dns://127.0.0.1/a/b: expected a name such as example.org, or nothing"},
  });
}

TEST_CASE("what users of probe mistype: words for a shell") {
  check_mistakes({
      {{web, "||", "exit", "1"}, "||" + no_shell},
      {{web, "&&", "echo", "ok"}, "&&" + no_shell},
      {{web, "2>/dev/null"}, "2>/dev/null" + no_shell},
      {{web, ">", "/dev/null"}, ">" + no_shell},
      {{"\"http://u:secret@localhost/\""}, "\"http://localhost/\"" + no_shell},
      {{"'http://localhost/'"}, "'http://localhost/'" + no_shell},
      {{}, "PROBE_TARGET" + no_shell, {"PROBE_TARGET=\"" + web + "\""}},  // of a file for --env-file
      {{"http://localhost/ || exit 1"}, "http://localhost/ || exit 1" + want_no_blank},
      {{"-t 1s " + web}, "-t 1s " + web + want_time},
      {{"http://localhost:$PORT/"}, "http://localhost:...: expected a variable in braces: ${NAME}"},
      {{"http://$HOST:80/"}, "http://$HOST:80/: expected a variable in braces: ${NAME}"},
      {{"$URL"}, "$URL: expected a variable in braces: ${NAME}"},
      {{"http://$(hostname)/"}, "http://$(hostname)/: expected a variable in braces: ${NAME}"},
      {{"http://${HOST-h}/"}, "http://${HOST-h}/: expected ${NAME} or ${NAME:-default}; $${ is ${"},
      {{"-HKey: ${TOKEN secret", web}, "--header: expected ${NAME} or ${NAME:-default}; $${ is ${"},
      {{"http://localhost:${PORT}/"}, "http://localhost:${PORT}/ PORT" + unset},
      {{"http://${HOST:-127.0.0.1}:${PORT}/x"}, "http://${HOST:... PORT" + unset},
      {{}, "PROBE_TARGET PORT" + unset, {"PROBE_TARGET=tcp://h:1 tcp://secret@h:${PORT}/x"}},
      {{"-HKey: secret ${TOKEN} more", web}, "--header TOKEN" + unset},
      {{web}, "--header TOKEN" + unset, {"PROBE_HEADER=Key: 1\nKey: secret ${TOKEN}"}},
      {{"-usecret:${WORD}", web}, "--user WORD" + unset},
      {{"tcp://${HOST}:1"}, "tcp://${HOST}:1: expected a host, but its variable is empty", {"HOST="}},
  });
}

TEST_CASE("what users of probe mistype: options of other programs") {
  check_mistakes({
      // curl
      {{"-f", web}, "-f" + unknown},
      {{"-fsS", web}, "-f..." + unknown},
      {{"-sS", web}, "-sS" + want_status},
      {{"-s", web}, "-s " + web + want_status},
      {{"-o", "/dev/null", web}, "-o" + unknown},
      {{"-m", "2", web}, "-m" + unknown},
      {{"--max-time", "2", web}, "--max-time" + unknown},
      {{"-k", "tcp://127.0.0.1:1"}, "--insecure: of no use to any TARGET here; see --help"},
      {{"-X", web}, "-X " + web + ": expected a method such as GET or HEAD"},
      {{"--retry=3", web}, "--retry..." + unknown},
      {{"-w", "%{http_code}", web}, "-w %{http_code}" + want_time},
      // wget
      {{"-qO-", web}, "-q..." + unknown},
      {{"--no-verbose", "--tries=1", "--spider", web}, "--no-verbose" + unknown},
      // grpc-health-probe, wait4x and dockerize
      {{"-addr=127.0.0.1:1"}, "-addr=127.0.0.1:1" + two_dashes},
      {{"-connect-timeout=2s", "grpc://127.0.0.1:1"}, "-c..." + unknown},
      {{"--expect-status-code", "200", web}, "--expect-status-code" + unknown},
      {{"-wait", "tcp://127.0.0.1:1"}, "-wait" + two_dashes},
      {{"-timeout=1s", web}, "-timeout=1s" + two_dashes},
  });
}

TEST_CASE("what users of probe mistype: an option") {
  check_mistakes({
      {{"--headr=X: secret"}, "--headr..." + unknown},
      {{"-Usecret"}, "-U..." + unknown},
      {{"--Timeout=1s", web}, "--Timeout..." + unknown},
      {{"-L=2s", web}, "-L..." + unknown},
      {{"--location=1", web}, "--location=1: expected no value"},
      {{web}, "PROBE_QUIET=yes: expected 1 or 0", {"PROBE_QUIET=yes"}},
      {{"-t", "0", web}, "-t 0" + want_time},
      {{"-t", "-1", web}, "-t -1" + want_time},
      {{"-t5sec", web}, "-t5sec" + want_time},
      {{"--timeout=1m30s", web}, "--timeout=1m30s" + want_time},
      {{"--timeout=", web}, "--timeout=" + want_time},
      {{web, "--timeout"}, "--timeout" + want_time},
      {{"--wait", web}, "--wait " + web + want_time},
      {{web}, "PROBE_TIMEOUT=5x" + want_time, {"PROBE_TIMEOUT=5x"}},
      {{"--status=20x", web}, "--status=20x" + want_status},
      {{"--status=200, 204", web}, "--status=200, 204" + want_status},
      {{web}, "PROBE_STATUS=ok" + want_status, {"PROBE_STATUS=ok"}},
      {{"-XGET /", web}, "-XGET /: expected a method such as GET or HEAD"},
      {{"-A", "a\nb", web}, "-A a\\x0ab: expected no control bytes"},
      {{"-H", "X-Secret a", web}, "--header: expected NAME: VALUE without control bytes"},
      {{"-H", "X-Secret: a\nb", web}, "--header: expected NAME: VALUE without control bytes"},
      {{"-u", "na\nme:secret", web}, "--user: expected NAME:PASSWORD without control bytes"},
      {{R"(--send=AUTH secret\q)", web}, "--send..." + want_escape},
      {{"-d", R"(AUTH secret\q)", web}, "-d" + want_escape},
      {{R"(-dAUTH secret\q)", web}, "-d..." + want_escape},
      {{web}, "PROBE_SEND..." + want_escape, {R"(PROBE_SEND=AUTH secret\q)"}},
      {{"--unix-socket=", web}, "--unix-socket=: expected a path of 1 to 107 bytes"},
      {{"--install"}, "--install: expected a directory or a file"},
      {{"-e", "OK", "redis://127.0.0.1"}, "--expect" + no_use},
      {{"-a1", "pid:1"}, "--max-age" + no_use},
  });
}

}  // namespace
