# Sourced by script/bench: who is measured, and how what is measured is kept.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts beside it read these

architecture=$(host_architecture)
shipped=$PWD/build/$architecture/bin # what is ours
bench=$PWD/build/bench/bin           # what measures
results=$PWD/build/bench/results.tsv
program=$bench/program

peer_packages=(tini dumb-init catatonit curl wget busybox netcat-openbsd)
newer_packages=(mini-init-asm) # not every suite has these
tool_packages=(gnuplot-nox valgrind util-linux procps git)

# Names, and of each what stands in front of PROGRAM: as its makers would have it, in the mode that signals
# PROGRAM alone, in the one that signals its group, and where a flush is waited for. "-" is a mode it has not.
declare -A plain=() child=() group=()
inits=()
add_init() {
  local file
  file=$(command -v "${2%% *}") || return 0
  inits+=("$1")
  plain[$1]=${2/#${2%% *}/$file}
  [[ $3 == - ]] || child[$1]=${3/#${3%% *}/$file}
  group[$1]=${4/#${4%% *}/$file}
}

find_inits() {
  add_init init "$shipped/init" "$shipped/init" "$shipped/init -g"
  add_init tini "tini -s" "tini -s" "tini -s -g"
  add_init tini-static "tini-static -s" "tini-static -s" "tini-static -s -g"
  add_init dumb-init dumb-init "dumb-init --single-child" dumb-init
  add_init catatonit catatonit catatonit "catatonit -g"
  add_init mini-init-asm "mini-init-$architecture --" - "mini-init-$architecture --"
}

# with MODE WORD...: sets `commands` to NAME=COMMAND of each init in a mode, with those words behind it.
with() {
  local -n mode=$1
  local name
  commands=()
  for name in "${inits[@]}"; do
    [[ -z ${mode[$name]-} ]] || commands+=("$name=${mode[$name]}${2+ ${*:2}}")
  done
}

# The floors, where they can be built.
has_floors() { [[ -x $bench/floor_init ]]; }

used=() # NAME=COMMAND of all that was measured, for the page

# Runs a driver with an environment of nothing, in front of all that the machine has to do besides; without
# that right, as everything else.
first=(chrt --fifo 1)
drive() { timeout --foreground --kill-after=5 "$patience" "${first[@]}" env --ignore-environment "$bench/$1" "${@:2}"; }

# collect PREFIX WORD...: runs a command that measures, and keeps its lines: PREFIX.MEASURE NAME VALUE... What
# the machine does not allow is left out of the tables.
collect() {
  local prefix=$1 result=0
  shift
  echo "$prefix: $2${3:+ $3}" >&2
  "$@" 2>>"$results.words" | sed "s/^/$prefix./" >>"$results" || result=${PIPESTATUS[0]}
  case $result in
    0) ;;
    77) echo "this machine does not allow to measure $prefix" >&2 ;;
    *)
      tail -n 3 "$results.words" >&2
      fail "$prefix: $1 $2 failed ($result)"
      ;;
  esac
}

note() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results"; }

# Keeps how large a file is, and the libraries that it is linked with.
note_size() {
  local file=$3 bytes
  note "$1.file" "$2" "$(stat --dereference --format=%s "$file")"
  bytes=$({ ldd "$file" 2>/dev/null || true; } | sed -nE 's/.* (\/[^ ]+) \(.*/\1/p; s/^\s*(\/[^ ]+) \(.*/\1/p' | sort --unique |
    xargs --no-run-if-empty stat --dereference --format=%s | awk '{ bytes += $1 } END { print bytes + 0 }')
  note "$1.libraries" "$2" "$bytes"
}
