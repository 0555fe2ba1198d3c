# Sourced by script/bench: who is measured, and how what is measured is kept.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts beside it read these

architecture=$(host_architecture)
shipped=build/$architecture/bin # what is ours
bench=build/bench/bin           # what measures
results=build/bench/results.tsv # a line each: MEASURE NAME MEDIAN QUARTER QUARTER PERCENTILE GREATEST
program=$bench/program
first=(chrt --fifo 1)

peer_packages=(tini dumb-init catatonit curl wget busybox netcat-openbsd)
newer_packages=(mini-init-asm) # not every suite has these

# NAME, and what stands in front of PROGRAM as the makers would have it, where PROGRAM alone is to be signalled,
# and where its group is. An empty mode is one that it has not.
init_rows=(
  "init|$shipped/init --|$shipped/init --|$shipped/init -g --"
  "tini|tini --|tini --|tini -g --"
  "tini-static|tini-static --|tini-static --|tini-static -g --"
  "dumb-init|dumb-init --|dumb-init --single-child --|dumb-init --"
  "catatonit|catatonit --|catatonit --|catatonit -g --"
  "mini-init-asm|mini-init-asm --||mini-init-asm --"
)

# with FIELD WORD...: sets `commands` to NAME=COMMAND of each init that is here, in the mode of that field of its
# row, with those words behind it.
with() {
  local row fields path
  commands=()
  for row in "${init_rows[@]}"; do
    IFS='|' read -ra fields <<<"$row"
    [[ ${fields[$1]} ]] || continue
    path=$(command -v "${fields[$1]%% *}") || continue
    commands+=("${fields[0]}=$path ${fields[$1]#* }${2+ ${*:2}}")
  done
}
as_made=1 alone=2 grouped=3

# The floors, where they can be built.
has_floors() { [[ -x $bench/floor_init ]]; }

# Adds to a list of commands the floor's, if there is one.
add_floor() {
  local -n list=$1
  ! has_floors || list+=("floor=$2")
}

# The environment that Docker gives.
environment=(env --ignore-environment PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  HOSTNAME=0123456789ab HOME=/)
apart=() # what a driver is run through

# collect PREFIX WORD...: runs a driver in front of all that the machine has to do besides, and keeps its lines:
# PREFIX.MEASURE NAME VALUE...
collect() {
  echo "$1: ${*:2:3}" >&2
  timeout --foreground --kill-after=5 "$patience" "${apart[@]}" "${first[@]}" "${environment[@]}" "$bench/$2" "${@:3}" |
    sed "s/^/$1./" >>"$results"
}

note() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results"; }
