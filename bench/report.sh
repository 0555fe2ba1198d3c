# Sourced by script/bench: what it writes of what was measured.
# shellcheck shell=bash

declare -A figures # of "MEASURE NAME": median, quarters, 99th percentile, greatest, count, or one number

read_results() {
  local key name rest
  while IFS=$'\t' read -r key name rest; do figures[$key $name]=$rest; done <"$results"
}

# of MEASURE NAME [FIELD]: a figure, the first if no field is named; nothing where it was not measured.
of() { cut --fields="${3-1}" <<<"${figures[$1 $2]-}"; }

# A number with three digits or, from 100 on, without a fraction.
round() { awk -v x="$1" 'BEGIN { if (x == "") exit; a = x < 0 ? -x : x
  printf (a >= 100 || x == int(x) ? "%.0f" : a >= 10 ? "%.1f" : "%.2f"), x }'; }

# number MEASURE NAME OURS: a figure and, in brackets, how many times ours it is.
number() {
  local one own
  one=$(of "$1" "$2") own=$(of "$1" "$3")
  [[ $one && $one != - ]] || { echo "-" && return; }
  round "$one"
  [[ $2 == "$3" || ! $own ]] || awk -v one="$one" -v own="$own" 'BEGIN { if (own != 0) {
    ratio = one / own; printf (ratio >= 100 ? " (%.0f×)" : ratio >= 0.95 ? " (%.1f×)" : " (%.2f×)"), ratio } }'
}

# spread MEASURE NAME OURS: as `number`, with the middle half of all runs.
spread() {
  local low high
  low=$(of "$1" "$2" 2) high=$(of "$1" "$2" 3)
  echo "$(number "$@")${low:+, $(round "$low") to $(round "$high")}"
}

# heading WORD...: the head of a table.
heading() {
  echo
  printf '| |%s\n' "$(printf ' %s |' "$@")"
  printf '|---|%s\n' "$(printf -- '---|%.0s' "$@")"
}

# row NAME CELL...: a row of a table, ours in bold.
row() {
  local name=$1
  shift
  [[ $name != init* && $name != probe ]] || name="**$name**"
  printf '| %s |%s\n' "$name" "$(printf ' %s |' "$@")"
}

inits_and_floor() {
  printf '%s\n' "${inits[@]}"
  ! has_floors || echo floor
}

#--- the tables

rest_table() {
  local name
  heading "file, bytes" "and its libraries" "resident, kB" "private, kB" "page tables, kB" "wake-ups in $rest_seconds s"
  while read -r name; do
    row "$name" "$(number init.file "$name" init)" "$(of init.libraries "$name")" \
      "$(number rest.resident "$name" init)" "$(number rest.private "$name" init)" \
      "$(of rest.tables "$name")" "$(of rest.wake-ups "$name")"
  done < <(inits_and_floor)
}

# How many times the floor's, where there is one.
over_floor() {
  awk -v one="$(of start.over "$1")" -v floor="$(of start.over floor)" \
    'BEGIN { if (floor > 0) printf "%.2f×", one / floor; else printf "no floor" }'
}

start_table() {
  local name
  heading "µs over a bare start, middle half" "of the floor" "system calls to PROGRAM's exec" "in all" \
    "instructions to PROGRAM's exec" "in all"
  while read -r name; do
    row "$name" "$(spread start.over "$name" init)" "$(over_floor "$name")" \
      "$(of start.calls-to-exec "$name")" "$(of start.calls "$name")" \
      "$(number start.steps-to-exec "$name" init)" "$(number start.steps "$name" init)"
  done < <(inits_and_floor)
}

work_table() {
  local name
  heading "µs to forward a signal, middle half" "99th percentile" "system calls a signal" \
    "orphans reaped a second, middle half" "CPU for 1,000 orphans, ms, middle half"
  for name in "${inits[@]}" none; do
    row "${name/#none/no init}" "$(spread work.forward "$name" init)" "$(round "$(of work.forward "$name" 4)")" \
      "$(of work.forward-calls "$name")" "$(spread work.reaped "$name" init)" "$(spread work.reaping "$name" init)"
  done
}

stops_table() {
  local name
  heading "lost of $stops, to PROGRAM alone" "lost though it listened" "lost of $stops, to its group" \
    "lost though it listened" "the start, µs" "flushes lost of $flushes"
  for name in "${inits[@]}" "init, lingering"; do
    row "$name" "$(of child.lost "$name")" "$(of child.heard-and-lost "$name")" "$(of group.lost "$name")" \
      "$(of group.heard-and-lost "$name")" "$(round "$(of group.start "$name")")" "$(of flush.unflushed "$name")"
  done
}

behaviour_table() {
  local name
  heading "SIGCHLD was ignored when it began" "\`printf -g -v\` gets its -g and -v"
  for name in "${inits[@]}"; do row "$name" "$(of does.ignored-children "$name")" "$(of does.own-options "$name")"; done
}

# asking_table MEASURE NAME...
asking_table() {
  local scheme=$1 name
  shift
  heading "ms, middle half" "peak resident, kB" "instructions" "system calls" "file, bytes" "libraries, bytes" \
    "to be added, bytes"
  for name in "$@"; do
    [[ $name != floor ]] || has_floors || continue
    row "$name" "$(spread "$scheme.ms" "$name" probe)" "$(number "$scheme.peak" "$name" probe)" \
      "$(number "$scheme.instructions" "$name" probe)" "$(number "$scheme.calls" "$name" probe)" \
      "$(of "$scheme.file" "$name")" "$(of "$scheme.library-bytes" "$name")" "$(number "$scheme.added" "$name" probe)"
  done
}

# How many ms after its deadline a command ended, in the middle and at most; or that it did not.
overshoot() {
  local middle most
  middle=$(of "$1.overshoot" "$2") most=$(of "$1.overshoot" "$2" 5)
  if [[ ! $middle ]]; then
    echo -
  elif ((${middle%.*} >= limit_ms - 1000)); then
    echo "not by $((limit_ms - 1000)) ms after it"
  else
    echo "$(round "$middle"), at most $(round "$most")"
  fi
}

deadline_table() {
  local name
  heading "a server that sends a byte now and then" "a silent server" "a name server that does not answer"
  for name in probe curl wget "busybox wget" "nc (netcat-openbsd)"; do
    row "$name" "$(overshoot drip "$name")" "$(overshoot silence "$name")" "$(overshoot resolver "$name")"
  done
}
