# Sourced by script/bench: draws the pictures of the page.
# shellcheck shell=bash

# The colours follow the reader's, and so does the background: text that is readable on white and on black does not exist.
# Text has a contrast of more than 4.5:1, and bars of more than 3:1.
style='text { fill: #57606a } #gnuplot_canvas > rect { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #8b949e } #gnuplot_canvas > rect { fill: #0d1117 } }'

# draw FILE TITLE [TITLE MEASURE NAMES]...: draws panels of bars. A panel without values is left out.
draw() {
  local file=$1 title=$2 panels=() data scale
  shift 2
  while (($#)); do
    data=$folder/panel.${#panels[@]} scale=1
    [[ $2 != *.added ]] || scale=1024
    echo "$1" >"$data"
    tell -v names="$3" -v measure="$2" -v scale="$scale" >>"$data"
    (($(wc -l <"$data") == 1)) || panels+=("$data")
    shift 3
  done
  LC_ALL=C.UTF-8 gnuplot -c bench/bars.gp "$file" "${panels[*]}"
  sed -i "s|<title>Gnuplot</title>|<title>$title; lower is better</title>\n<style>${style/$'\n'/ }</style>|" "$file"
}

# The left panels are about inits, the right ones about health checks.
plot() {
  draw "$1/overview.svg" "init and probe compared with similar programs" \
    "init: added startup time, µs" start.over "$short_inits|minimal baseline" \
    "probe: one HTTP check, µs" http.time "$askers" \
    "init: idle memory, KiB" rest.resident "$short_inits|minimal baseline" \
    "probe: peak memory, KiB" http.peak "$askers" \
    "init: file and libraries, KiB" start.added "$short_inits|minimal baseline" \
    "probe: file and libraries, KiB" http.added "$askers"
  draw "$1/init.svg" "The work of the inits" "instructions of the start" start.steps "$inits" \
    "forwarding a signal, µs" work.forward "$inits" "CPU for 1,000 orphans, ms" work.reaping "$inits"
  draw "$1/https.svg" "One HTTPS check" "time, µs" https.time "$askers" "peak memory, KiB" https.peak "$askers" \
    "instructions" https.instructions "$askers"
  draw "$1/deadlines.svg" "Time after the deadline" "a byte every 0.1 s, ms late" drip.overshoot "$askers" \
    "a silent server, ms late" silence.overshoot "$askers" "a dead name server, ms late" resolver.overshoot "$askers"
}
