# Sourced by the scripts beside it: what starts real servers, and checks what a probe says of
# them. A script sets `packages`, calls begin "$@", then run for each server, and finish.
# shellcheck shell=bash
set -uo pipefail
shopt -s extglob
export LC_ALL=C
PATH+=:/usr/sbin # where servers are, and not in everybody's PATH

host=127.0.0.1
packages=()       # of Debian, which the servers are in
last_signal=KILL  # what a server that is left over is sent
input=/dev/null   # of the servers

# What each server runs as: most refuse to be root's.
nobody=()
((EUID != 0)) || nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

#--- what every server's checks are made of

skip() { echo "skipped $server: $1"; }

# Starts a server whose words go to a file in its folder, and sets `pid`.
start() {
  local words=$1
  shift
  : >"$folder/$words" # none of an earlier server's are read
  "${nobody[@]}" "$@" <"$input" >"$folder/$words" 2>&1 &
  pid=$!
  pids[pid]=$pid
}

# Waits for a server that ends by itself. Its exit code is the result.
wait_for_end() {
  unset "pids[$1]"
  wait "$1" 2>/dev/null
}

# Ends one of our own with a signal.
end() {
  kill "-$1" "$2" 2>/dev/null
  wait_for_end "$2" || return 0
}

# shellcheck disable=SC2317 # a trap calls it
clean() {
  local left
  for left in "${pids[@]}"; do end "$last_signal" "$left"; done
  rm -rf "$folder"
}

# Waits until a command succeeds: it is asked again for 30 s at most, while the server runs.
await() {
  local last=$((SECONDS + 30))
  until "$@" 2>/dev/null; do
    if ((SECONDS > last)) || ! kill -0 "$pid"; then
      echo "no end of waiting for: $*" >&2
      tail -n 5 "$folder"/*words >&2
      exit 1
    fi
    sleep 0.05
  done
}

await_word() { await grep --quiet --text --regexp="$2" "$folder/$1"; }

connects() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# Picks a port that nobody has; each server's come from a range of its own.
pick_port() {
  while ((++last_port)) && { connects "$host" "$last_port" || connects ::1 "$last_port"; }; do :; done
  # shellcheck disable=SC2034 # the scripts read it
  port=$last_port
}

# check NAME EXIT "VERDICT" WORD... where the last of probe's words is the target, which its
# line holds behind the first word, less its user. A VERDICT may end in *, for any rest.
check() {
  local name="$server: $1" code=$2 verdict=$3 target=${*: -1} said result
  shift 3
  said=$("$probe" "$@" 2>&1)
  result=$?
  local line="${verdict%% *} ${target/\/\/+([^\/@])@/\/\/}: ${verdict#* }"
  if [[ $result == "$code" && ($said == "$line" || ($line == *\* && $said == "${line%\*}"*)) ]]; then
    echo "ok $name"
    ((is_quiet)) || echo "   $result: $said"
  else
    echo "FAILED $name"
    printf '  %s\n' "expected $code: $line" "got $result: $said"
  fi
}

#--- all of them at once

begin() {
  if [[ ${1-} == --packages ]]; then
    printf '%s\n' "${packages[@]}"
    exit
  fi
  if [[ ! -f ${1-} || ! -x $1 ]]; then
    echo "usage: ${0##*/} PROBE [--verbose] | --packages" >&2
    exit 1
  fi
  probe=$(realpath "$1") is_quiet=1 servers=() tests=()
  [[ ${2-} != --verbose ]] || is_quiet=0
  first_port=$((20000 + RANDOM % 8000))
  results=$(mktemp -d)
  trap 'rm -rf "$results"' EXIT
  trap 'kill "${tests[@]}" 2>/dev/null; wait; exit 1' TERM INT
}

# Tests one server in a shell and a folder of its own; its lines are kept for later.
test_server() {
  local command=$2
  server=$1 last_port=$3 pids=()
  if [[ -z $command ]]; then
    skip "it is not installed"
    return
  fi
  folder=$(mktemp -d)
  trap clean EXIT
  trap 'exit 1' TERM INT
  chmod 0755 "$folder"
  ((EUID != 0)) || chown 65534:65534 "$folder"
  cd "$folder" || return
  "$4" "$command" || echo "FAILED $server: it cannot be set up: $(tail -n 1 "$folder"/*words)"
}

# run SERVER COMMAND FUNCTION: tests a server beside the others; an empty COMMAND is not installed.
run() {
  test_server "$1" "$2" $((first_port + 100 * ${#servers[@]})) "$3" >"$results/$1" 2>"$results/$1.errors" &
  servers+=("$1")
  tests+=($!)
}

# Waits for all of them, shows their lines and counts them. The result is the script's.
finish() {
  local i passed failed skipped
  for i in "${!tests[@]}"; do
    wait "${tests[i]}" || echo "FAILED ${servers[i]}: its tests ended early" >>"$results/${servers[i]}"
  done
  cat "$results"/*
  passed=$(cat "$results"/* | grep --count '^ok ')
  failed=$(cat "$results"/* | grep --count '^FAILED ')
  skipped=$(cat "$results"/* | grep --count '^skipped ')
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed + skipped > 0))
}
