# Sourced by script/bench: what is measured of the inits.
# shellcheck shell=bash

# A field of a file of /proc about a process.
field() { awk -v field="$3:" '$1 == field { print $2; exit }' "/proc/$1/$2"; }

# What is private to a process, in kB.
private_memory() { awk '/^Private_(Clean|Dirty)/ { kb += $2 } END { print kb }' "/proc/$1/smaps_rollup"; }

# Starts a command whose PROGRAM stays, and waits for its word. Sets `pid`.
start_at_rest() {
  : >"$folder/rest"
  # shellcheck disable=SC2086 # a command is several words
  env --ignore-environment $1 "$program" rest <"$folder/open" >"$folder/rest" 9>&- &
  pid=$!
  await grep --quiet ready "$folder/rest"
}

# The memory of each at rest, and how often it wakes in a while: all of them are there at the same time.
measure_rest() {
  local name pid pids=() names=() before=() i
  mkfifo "$folder/open"
  exec 9<>"$folder/open" # every PROGRAM ends with it
  names=("${inits[@]}")
  for name in "${inits[@]}"; do
    start_at_rest "${plain[$name]}"
    pids+=("$pid")
  done
  if has_floors; then
    start_at_rest "$bench/floor_init"
    pids+=("$pid") names+=(floor)
  fi
  sleep 1 # what is done at the start is over
  for pid in "${pids[@]}"; do before+=("$(field "$pid" status voluntary_ctxt_switches)"); done
  sleep "$rest_seconds"
  for i in "${!pids[@]}"; do
    pid=${pids[i]}
    note rest.wake-ups "${names[i]}" "$(($(field "$pid" status voluntary_ctxt_switches) - before[i]))"
    note rest.resident "${names[i]}" "$(field "$pid" smaps_rollup Rss)"
    note rest.private "${names[i]}" "$(private_memory "$pid")"
    note rest.tables "${names[i]}" "$(field "$pid" status VmPTE)"
  done
  end_at_rest "${pids[@]}"
}

end_at_rest() {
  local pid
  for pid in "$@"; do end KILL "$pid"; done
  # Nobody's parent is left; each PROGRAM reads the end of its stdin.
  exec 9>&-
}

measure_sizes() {
  local name
  for name in "${inits[@]}"; do note_size init "$name" "${plain[$name]%% *}"; done
  ! has_floors || note_size init floor "$bench/floor_init"
}

# From init's exec to its end, with a PROGRAM that does nothing.
measure_start() {
  local nothing=$bench/nothing floor=()
  has_floors || nothing=/bin/true
  ! has_floors || floor=("floor=$bench/floor_init $nothing")
  with plain "$nothing"
  collect start drive timing "$runs" "bare=$nothing" "${floor[@]}" "${commands[@]}"
  collect start drive tracing calls "${floor[@]}" "${commands[@]}"
  collect start drive tracing steps "${floor[@]}" "${commands[@]}"
}

measure_work() {
  with plain
  collect work drive forwarding "$signals" "$program" none= "${commands[@]}"
  collect work drive reaping "$reaping_rounds" "$orphans" "$program" "${commands[@]}"
}

measure_stops() {
  with child
  collect child drive stopping early "$stops" "$program" "${commands[@]}"
  with group
  collect group drive stopping early "$stops" "$program" "${commands[@]}"
  collect flush drive stopping flush "$flushes" "$program" \
    "init, lingering=$shipped/init --linger=5s -g" "${commands[@]}"
}

#--- what they do where it is hard: yes or no

# Whether PROGRAM's exit code comes out where SIGCHLD was ignored when it all began.
ignored_children() {
  local code=0
  # shellcheck disable=SC2086 # a command is several words
  timeout --signal=KILL 2s env --ignore-signal=CHLD $1 -- sh -c 'exit 7' 2>/dev/null || code=$?
  if ((code == 7)); then echo "its exit code"; else echo "hangs"; fi
}

# Whether options behind PROGRAM are PROGRAM's.
own_options() {
  # shellcheck disable=SC2086 # a command is several words
  if [[ $($1 printf '<%s>' -g -v 2>/dev/null) == "<-g><-v>" ]]; then echo yes; else echo no; fi
}

measure_behaviour() {
  local name
  for name in "${inits[@]}"; do
    note does.ignored-children "$name" "$(ignored_children "${plain[$name]% --}" 2>/dev/null)"
    note does.own-options "$name" "$(own_options "${plain[$name]}")"
  done
}

measure_inits() {
  local name
  find_inits
  for name in "${inits[@]}"; do used+=("$name=${plain[$name]}${group[$name]:+, to the group: ${group[$name]}}"); done
  measure_sizes
  measure_rest
  measure_start
  measure_work
  measure_stops
  measure_behaviour
}
