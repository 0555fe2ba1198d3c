# Sourced by script/bench: pictures of what was measured.
# shellcheck shell=bash

# panel TITLE MEASURE NAME...: writes a panel's data, a row a name: label, value, its text, whether ours.
panel() {
  local title=$1 measure=$2 name value text
  shift 2
  panels+=("$title" "$folder/panel.${#panels[@]}")
  for name in "$@"; do
    value=$(of "$measure" "$name")
    [[ $value && $value != - && $value != 0 ]] || continue
    text=$(round "$value")
    ((${value%.*} < limit_ms - 1000)) || [[ $measure != *.overshoot ]] || text="> $text"
    printf '%s\t%s\t%s\t%s\n' "${name% (*}" "$value" "$text" "$([[ $name == init || $name == probe ]] && echo 1 || echo 0)"
  done >"${panels[-1]}"
}

# draw FILE: writes the panels as one picture, side by side.
draw() {
  gnuplot -c bench/bars.gp "$1" "${panels[@]}"
  panels=()
}

plot() {
  local panels=() all askers=(probe curl wget "busybox wget" floor)
  mapfile -t all < <(inits_and_floor)
  panel "start over a bare one, µs" start.over "${all[@]}"
  panel "resident at rest, KiB" rest.resident "${all[@]}"
  panel "file and libraries, KiB" init.added-kib "${all[@]}"
  draw "$1/overview.svg"
  panel "instructions of the start" start.steps-to-exec "${all[@]}"
  panel "forwarding a signal, µs" work.forward "${inits[@]}"
  panel "CPU for 1,000 orphans, ms" work.reaping "${inits[@]}"
  draw "$1/init.svg"
  panel "one HTTP check, ms" http.ms "${askers[@]}"
  panel "peak resident, KiB" http.peak "${askers[@]}"
  panel "file and libraries, KiB" http.added-kib "${askers[@]}"
  draw "$1/probe.svg"
  askers=(probe curl wget "busybox wget" "nc (netcat-openbsd)")
  panel "a byte now and then, ms over" drip.overshoot "${askers[@]}"
  panel "a silent server, ms over" silence.overshoot "${askers[@]}"
  panel "a dead name server, ms over" resolver.overshoot "${askers[@]}"
  draw "$1/deadlines.svg"
}
