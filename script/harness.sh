# Sourced by every script that tests something: it runs checks, prints one line for each, and counts them.
# shellcheck shell=bash
#
#   check NAME COMMAND...    runs a command: "ok       NAME" or, if it fails, its output and "FAILED   NAME"
#   counted NAME COMMAND...  runs a command that ends with finish, and adds its counts
#   skip NAME WHY            "skipped  NAME: WHY"
#   finish                   prints "N passed, N failed, N skipped"; it is false if a check failed or if none ran
#
# A command may put what it measured into `seen`: an "ok" line ends with it. A command that prints
# "skipped aloud: WHY", as our doctest programs do, is counted as skipped.

passed=0 failed=0 skipped=0 seen=
scratch=$(mktemp -d) # for this run; a script that sets its own trap removes it there
log=$scratch/log     # the output of the command that runs
trap 'rm -rf "$scratch"' EXIT

report_ok() {
  ((++passed))
  echo "ok       $1${2:+: $2}"
}

report_failed() {
  ((++failed))
  echo "FAILED   $1"
}

skip() {
  ((++skipped))
  echo "skipped  $1: $2"
}

# conclude NAME EXIT_CODE FILE: reports a command that has ended, and whose output is in FILE.
conclude() {
  if (($2 != 0)); then
    cat "$3"
    report_failed "$1"
  elif grep --quiet '^skipped aloud: ' "$3"; then
    skip "$1" "$(sed -n 's/^skipped aloud: //p' "$3" | head -n 1)"
  else
    report_ok "$1" "$seen"
  fi
}

check() {
  local name=$1 result=0
  shift
  seen=
  "$@" >"$log" 2>&1 || result=$?
  conclude "$name" "$result" "$log"
}

# add NAME PASSED FAILED SKIPPED: reports many checks on one line, and adds their counts.
add() {
  ((passed += $2, failed += $3, skipped += $4))
  if (($3 == 0)); then printf 'ok       '; else printf 'FAILED   '; fi
  echo "$1: $2 passed, $3 failed, $4 skipped"
}

counted() {
  local name=$1 result=0 last failures
  shift
  "$@" >"$log" 2>&1 || result=$?
  ((result != 0)) || grep '^skipped ' "$log"
  last=$(tail -n 1 "$log")
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    failures=${BASH_REMATCH[2]}
    ((result == 0 || failures > 0)) || failures=1 # it failed without a FAILED line
    ((result == 0)) || grep --invert-match '^ok ' "$log"
    add "$name" "${BASH_REMATCH[1]}" "$failures" "${BASH_REMATCH[3]}"
  else
    cat "$log"
    add "$name" 0 1 0
  fi
}

# include FILE: shows the lines that a subshell reported into a file, and counts them here.
include() {
  cat "$1"
  ((passed += $(grep --count '^ok ' "$1")))
  ((failed += $(grep --count '^FAILED ' "$1")))
  ((skipped += $(grep --count '^skipped ' "$1")))
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed + skipped > 0))
}
