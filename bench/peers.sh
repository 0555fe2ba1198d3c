# Sourced by script/bench: the programs that are measured, and how the results are kept.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts beside it read these

architecture=$(host_architecture)
shipped=build/$architecture/bin # our programs
bench=build/bench/bin           # the programs that measure
static=build/bench/static       # inits that static_peers.sh builds
newer=build/bench/newer         # an init that newer_peers.sh unpacks
go_programs=build/bench/go      # health checks that go_peers.sh builds
results=build/bench/results.tsv # lines of MEASURE NAME MEDIAN QUARTER QUARTER PERCENTILE GREATEST
program=$bench/program
first=(chrt --fifo 1)

peer_packages=(tini dumb-init catatonit curl wget busybox netcat-openbsd)

# NAME, and the words before PROGRAM: as the documentation has it, to signal only PROGRAM, and to signal its group. An
# empty field means that it cannot do this.
init_rows=(
  "init|$shipped/init --|$shipped/init --|$shipped/init -g --"
  "tini|tini --|tini --|tini -g --"
  "tini-static|tini-static --|tini-static --|tini-static -g --"
  "tini, musl|$static/tini --|$static/tini --|$static/tini -g --"
  "dumb-init|dumb-init --|dumb-init --single-child --|dumb-init --"
  "dumb-init, musl|$static/dumb-init --|$static/dumb-init --single-child --|$static/dumb-init --"
  "catatonit|catatonit --|catatonit --|catatonit -g --"
  "catatonit, musl|$static/catatonit --|$static/catatonit --|$static/catatonit -g --"
  "mini-init-asm|$newer/mini-init-asm --||$newer/mini-init-asm --"
)

# with FIELD WORD...: sets `commands` to NAME=COMMAND of each init that is installed, with the words of that field of its
# row, followed by WORD...
with() {
  local row fields words path
  commands=()
  for row in "${init_rows[@]}"; do
    IFS='|' read -ra fields <<<"$row"
    read -ra words <<<"${fields[$1]-}"
    path=$(command -v "${words[0]-}") || continue
    commands+=("${fields[0]}=$path${words[1]+ ${words[*]:1}}${2+ ${*:2}}")
  done
}
as_made=1 alone=2 grouped=3

# Whether the minimal baselines could be built.
has_floors() { [[ -x $bench/floor_init ]]; }

# add_floor LIST COMMAND: adds the command of a minimal baseline to the list, if that could be built.
add_floor() {
  local -n list=$1
  ! has_floors || list+=("minimal baseline=$2")
}

# The environment that Docker sets.
environment=(env --ignore-environment PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  HOSTNAME=0123456789ab HOME=/)
apart=() # a command that runs a driver, if any

# collect PREFIX WORD...: runs a driver with real-time priority, and keeps its lines as PREFIX.MEASURE NAME VALUE...
collect() {
  echo "$1: ${*:2:3}" >&2
  timeout --foreground --kill-after=5 "$patience" "${apart[@]}" "${first[@]}" "${environment[@]}" "$bench/$2" "${@:3}" |
    sed "s/^/$1./" >>"$results"
}

note() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results"; }
