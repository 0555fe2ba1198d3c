# Sourced by the scripts beside it: starts real servers, and checks what probe prints about them. A script sets
# `packages`, calls begin "$@", then run for each server, and finish_all. One that tests init sets `tested` too.
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=script/harness.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../script/harness.sh"
shopt -s extglob
export LC_ALL=C
PATH+=:/usr/sbin # Debian's servers are there, which not every user has in PATH

host=127.0.0.1
packages=()       # of Debian, with the servers
tested=probe      # the program that the script is given
probe=            # its path: begin sets the variable that `tested` names
last_signal=KILL  # ends a server that is still running at the end
input=/dev/null   # of the servers

# The user that each server runs as: most refuse to run as root.
nobody=()
((EUID != 0)) || nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

#--- for every server

# start FILE COMMAND...: starts a server, whose output goes to FILE in its folder. Sets `pid`.
start() {
  local output=$1
  shift
  : >"$folder/$output" # so that an earlier server's output is not read
  "${nobody[@]}" "$@" <"$input" >"$folder/$output" 2>&1 &
  pid=$!
  pids[pid]=$pid
}

# Waits for a server that exits by itself. Returns its exit code.
wait_for_end() {
  unset "pids[$1]"
  wait "$1" 2>/dev/null
}

# end SIGNAL PID: ends a server that this script started.
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

# Repeats a command until it succeeds, for 120 s at most and only while the server runs.
await() {
  local last=$((SECONDS + 120))
  until "$@" 2>/dev/null; do
    if ((SECONDS > last)) || ! kill -0 "$pid"; then
      echo "still false after 120 s, or the server has exited: $*" >&2
      tail -n 5 "$folder"/*output >&2
      exit 1
    fi
    sleep 0.05
  done
}

# await_output FILE PATTERN: waits until a line in the output of a server matches.
await_output() { await grep --quiet --text --regexp="$2" "$folder/$1"; }

connects() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# Sets `port` to a port that no server listens on. Each server takes its ports from a range of its own.
pick_port() {
  while ((++last_port)) && { connects "$host" "$last_port" || connects ::1 "$last_port"; }; do :; done
  # shellcheck disable=SC2034 # the scripts read it
  port=$last_port
}

# check_probe NAME EXIT_CODE VERDICT WORD...: runs probe with these words, of which the last is the target. VERDICT is the
# line that it has to print, without the target, which comes after the first word. A * at the end stands for any text.
check_probe() {
  local name="$server: $1" code=$2 verdict=$3 target=${*: -1} said result
  shift 3
  said=$("$probe" "$@" 2>&1)
  result=$?
  local line="${verdict%% *} ${target/\/\/+([^\/@])@/\/\/}: ${verdict#* }"
  if [[ $result == "$code" && ($said == "$line" || ($line == *\* && $said == "${line%\*}"*)) ]]; then
    if ((is_quiet)); then said=; fi
    report_ok "$name" "${said:+$result: $said}"
  else
    printf '  %s\n' "expected $code: $line" "got $result: $said"
    report_failed "$name"
  fi
}

# Prints the last of the paths that exist, which is the newest version.
newest() {
  local path found=
  for path in "$@"; do [[ ! -x $path ]] || found=$path; done
  echo "$found"
}

# Prints the path of a program, if the user ID 65534, which the servers get, may execute it too.
find_program() {
  local program
  program=$(command -v "$1") && "${nobody[@]}" "$program" --version >/dev/null 2>&1 && echo "$program"
}

#--- servers that several scripts start

# Prints the directives of nginx for its temporary folders, which it makes when it starts.
nginx_folders() {
  local kind
  echo "client_body_temp_path $folder/body;"
  for kind in proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $folder/$kind;"; done
}

# start_mariadb PROGRAM OPTION...: makes a data directory, starts MariaDB, and waits for it. Its output goes to
# mariadb.output.
start_mariadb() {
  local program=$1
  shift
  "${nobody[@]}" mkdir "$folder/data"
  # Does what mariadb-install-db does; Debian has that script in another package.
  { printf '%s;\n' 'create database mysql' 'use mysql' && cat /usr/share/mysql/mysql_system_tables{,_data}.sql; } |
    "${nobody[@]}" "$program" --no-defaults --bootstrap --datadir="$folder/data" >"$folder/install.output" 2>&1 || return
  start mariadb.output "$program" "$@" --datadir="$folder/data" --bind-address="$host" --port="$port" \
    --socket="$folder/socket" --pid-file="$folder/pid" --innodb-buffer-pool-size=8M
  await_output mariadb.output 'ready for connections'
}

# start_rabbitmq PROGRAM CONFIGURATION: starts RabbitMQ and an epmd of its own, which every Erlang node needs, and waits
# for it. Its output goes to rabbitmq.output.
start_rabbitmq() {
  pick_port
  export ERL_EPMD_PORT=$port ERL_EPMD_ADDRESS=$host HOME=$folder
  start epmd.output epmd -address "$host" -port "$port"
  epmd=$pid
  await connects "$host" "$port"
  pick_port
  export RABBITMQ_DIST_PORT=$port
  pick_port
  export RABBITMQ_NODENAME=aupair@localhost RABBITMQ_NODE_IP_ADDRESS=$host RABBITMQ_NODE_PORT=$port \
    RABBITMQ_BASE="$folder" RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder" RABBITMQ_LOGS=- \
    RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins" \
    RABBITMQ_CONFIG_FILE="$2" RABBITMQ_CONF_ENV_FILE=/dev/null
  start rabbitmq.output "$1"
  broker=$pid
  await test -s "$folder/pid"
  read -r erlang <"$folder/pid"
  unset "pids[$broker]" # the script ends with Erlang, but does not end it
  pids[erlang]=$erlang
  await_output rabbitmq.output 'Server startup complete'
}

end_rabbitmq() {
  end KILL "$erlang"
  wait_for_end "$broker"
  end TERM "$epmd"
}

#--- all of them at once

begin() {
  if [[ ${1-} == --packages ]]; then
    printf '%s\n' "${packages[@]}"
    exit
  fi
  if [[ ! -f ${1-} || ! -x $1 ]]; then
    echo "usage: ${0##*/} ${tested^^} [--verbose] | --packages" >&2
    exit 1
  fi
  printf -v "$tested" %s "$(realpath "$1")"
  is_quiet=1 servers=() tests=()
  [[ ${2-} != --verbose ]] || is_quiet=0
  first_port=$((20000 + RANDOM % 8000))
  trap 'kill "${tests[@]}" 2>/dev/null; wait; exit 1' TERM INT
}

# Tests one server in a subshell, with a folder of its own. Its lines are shown later.
test_server() {
  local command=$2
  server=$1 last_port=$3 pids=()
  if [[ -z $command ]]; then
    skip "$server" "it is not installed"
    return
  fi
  folder=$(mktemp -d)
  trap clean EXIT
  trap 'exit 1' TERM INT
  chmod 0755 "$folder"
  ((EUID != 0)) || chown 65534:65534 "$folder"
  cd "$folder" || return
  "$4" "$command" || report_failed "$server: it cannot be set up: $(tail -n 1 "$folder"/*output)"
}

# run SERVER COMMAND FUNCTION: tests a server while others are tested too. An empty COMMAND means not installed.
run() {
  test_server "$1" "$2" $((first_port + 100 * ${#servers[@]})) "$3" >"$scratch/$1.lines" 2>"$scratch/$1.errors" &
  servers+=("$1")
  tests+=($!)
}

# Waits for all of them, shows their lines, and counts them.
finish_all() {
  local i
  for i in "${!tests[@]}"; do
    wait "${tests[i]}" || report_failed "${servers[i]}: its tests ended early"
    cat "$scratch/${servers[i]}.errors"
    include "$scratch/${servers[i]}.lines"
  done
  finish
}
