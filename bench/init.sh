# Sourced by script/bench: measures the inits.
# shellcheck shell=bash

# Measures the cost of each, as PID 1.
measure_cost() {
  local nothing=("$program" nothing) commands
  ! has_floors || nothing=("$bench/nothing")
  with "$as_made" "${nothing[@]}"
  add_floor commands "$bench/floor_init ${nothing[*]}"
  collect start timing pid1 "$runs" "bare=${nothing[*]}" "${commands[@]}"
  collect start tracing pid1 calls "${commands[@]}"
  collect start tracing pid1 steps "${commands[@]}"
  with "$as_made"
  used+=("${commands[@]}")
  collect work working forwarding "$signals" 20 "$program" "${commands[@]}" "no init="
  collect work working reaping "$reaping_rounds" "$orphans" "$program" "${commands[@]}"
  add_floor commands "$bench/floor_init"
  collect rest working resting "$copies" "$rest_seconds" "$program" "${commands[@]}"
}

measure_stops() {
  local commands
  with "$alone"
  collect child stopping early "$stops" "$program" "${commands[@]}"
  with "$grouped"
  used+=("${commands[@]/=/, to the group=}")
  collect group stopping early "$stops" "$program" "${commands[@]}"
  commands+=("init, lingering=$shipped/init --linger=5s -g --")
  used+=("${commands[-1]}")
  collect flush stopping flush "$flushes" "$program" "${commands[@]}"
}

# ignored_children WORD...: starts an init with SIGCHLD ignored, and prints what becomes of PROGRAM's exit code.
ignored_children() {
  local result=0
  timeout --signal=KILL 2s "${pid1[@]}" env --ignore-signal=CHLD "$@" sh -c 'exit 7' || result=$?
  case $result in
    7) echo "its exit code" ;;
    137) echo hangs ;;
    *) echo "exits with $result" ;;
  esac
}

# Prints each result of several tries once: how catatonit ends depends on which of two processes is faster.
results_of_tries() {
  local try
  for ((try = 0; try < cases; ++try)); do ignored_children "$@" & done | sort --unique | paste --serial --delimiters='|' | sed 's/|/ or /g'
}

# Whether PROGRAM's exit code is kept if init starts with SIGCHLD ignored, and whether options after PROGRAM are passed to
# it without a -- before it.
measure_behaviour() {
  local commands command words result pid1=(unshare --pid --fork --kill-child)
  with "$as_made"
  for command in "${commands[@]}"; do
    read -ra words <<<"${command#*=}"
    note does.ignored-children "${command%%=*}" "$(results_of_tries "${words[@]}")"
    [[ ${words[-1]} != -- ]] || unset 'words[-1]'
    result=$("${pid1[@]}" "${words[@]}" printf '<%s>' -g -v 2>/dev/null) || true
    note does.own-options "${command%%=*}" "$([[ $result == "<-g><-v>" ]] && echo yes || echo no)"
  done
}

measure_inits() {
  measure_cost
  measure_stops
  measure_behaviour 2>/dev/null # bash prints a line about a KILL
}
