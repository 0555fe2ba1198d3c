# Sourced by script/bench: its options.
# shellcheck shell=bash
# shellcheck disable=SC2030,SC2034 # other scripts read these

usage() {
  cat <<'TEXT'
usage: script/bench [--quick] [--peer NAME=COMMAND]...

Installs what is missing, builds, measures init and probe and similar programs, and writes the results to
docs/benchmarks.md and docs/benchmarks. It has to run as root.

  --quick              measure for less than a minute, to show that it works; writes to build/bench
  --peer NAME=COMMAND  measure this program too, and call it NAME in the tables; writes to build/bench. The option may be
                       given several times. COMMAND is split at blanks, and has to exit with 0:
                         with {URL} in it             a health check, of an HTTP server at that URL
                         with {HOST} or {PORT} in it  a health check, of a TCP server
                         with none of them            an init: PROGRAM and its arguments follow COMMAND

  script/bench --peer 'pid1=/opt/pid1 --' --peer 'httpcheck=/opt/httpcheck {URL}'
TEXT
}

# How often each value is measured.
runs=2000 signals=5000 reaping_rounds=80 orphans=500 stops=200 flushes=20 copies=9 cases=20
rest_seconds=10 deadline_tries=20 limit_ms=4000 patience=300
target=docs options=

read_options() {
  local option
  while (($#)); do
    option=$1
    case $option in
      --help) usage && exit ;;
      --quick)
        runs=100 signals=500 reaping_rounds=5 orphans=500 stops=20 flushes=5 copies=3 cases=5
        rest_seconds=2 deadline_tries=3 limit_ms=2000
        ;;
      --peer) add_peer "${2-}" && shift ;;
      --peer=*) add_peer "${option#*=}" ;;
      *) fail "unknown option: $option; see --help" ;;
    esac
    target=build/bench options+=" ${option%%=*}"
    shift
  done
}
