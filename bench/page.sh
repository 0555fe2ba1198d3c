# Sourced by script/bench: the page of what was measured, and its pictures.
# shellcheck shell=bash

inits="init|tini|tini-static|dumb-init|catatonit|mini-init-asm|no init|init, lingering|floor"
askers="probe|curl|wget|busybox wget|nc|floor"

tell() { awk -v limit="$((limit_ms - 1000))" "${@}" -f bench/table.awk "$results"; }

# table NAMES COLUMN...: a table of what was measured, ours being the first of the names.
table() {
  local IFS='|'
  tell -v names="$1" -v columns="${*:2}"
}

versions() {
  local package version
  for package in "${peer_packages[@]}" "${newer_packages[@]}" nginx valgrind; do
    version=$(dpkg-query --show --showformat='${Version}' "$package" 2>/dev/null) || version=
    printf ', %s %s' "$package" "${version:-(this suite has none, and it is not measured)}"
  done
}

describe() {
  cat <<END
# Benchmarks

Written by \`script/bench\`$options at commit $commit; all of it was measured in one run. Ours are in bold. In
brackets: how many times ours a figure is. Where rounds are named, a figure is the median of them, and behind it is
the middle half (a quarter lies below it, a quarter above). In each round all take turns, in an order that changes,
so that what else the machine did met all of them. Figures of two machines, or of two runs, do not compare; the
ratios do. The floor is the least static program that could do a job at all, with no libc: what is left to be saved.

* machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(uname -srm)
* load average of one and of five minutes: $load_before before, $load_after after
* Debian $(cat /etc/debian_version)$(versions)
* what is measured has the environment that Docker gives (PATH, HOSTNAME, HOME), and runs before all others (SCHED_FIFO)

![init and probe beside their peers](benchmarks/overview.svg)
END
}

# The rows that README shows, which script/test holds against these.
short_part() {
  cat <<END

## In short
END
  table "init|init, lingering|tini|tini-static|dumb-init|catatonit|mini-init-asm" \
    "file and libraries, bytes=start.added" "resident at rest, KiB=rest.resident" \
    "start over a bare one, µs=start.over" "instructions of it=start.steps" \
    "wake-ups in $rest_seconds s=rest.wake-ups=plain" "SIGCHLD was ignored when it began=does.ignored-children" \
    "\`printf -g -v\` gets its -g and -v=does.own-options" "flushes lost of $flushes=flush.unflushed=plain"
  table "probe|curl|wget|busybox wget" "file and libraries, bytes=http.added" "one HTTP check, µs=http.time" \
    "peak resident, KiB=http.peak" "instructions=http.instructions" \
    "ms past its deadline, a silent server=silence.overshoot" "a dead name server=resolver.overshoot"
}

init_part() {
  cat <<END

## init

Each is PID 1 of a PID namespace.

### At rest

PROGRAM waits. Memory is that of /proc/PID/smaps_rollup and, of page tables, VmPTE in /proc/PID/status, in KiB, the
median of $copies of each that are there at the same time. Private is what no other process shares: what one more of
them takes. Wake-ups are its voluntary context switches. Libraries, in bytes, are those mapped when it ends, libc
too; an image without them is to be given them.
END
  table "$inits" "file, bytes=start.file" "libraries=start.libraries=plain" \
    "resident=rest.resident" "private=rest.private" "page tables=rest.tables" \
    "wake-ups in $rest_seconds s=rest.wake-ups=plain"
  cat <<END

### The start

A PROGRAM that does nothing, and is static, is run through each in $runs rounds, on one processor: the µs from init's
exec to its end. Those of PROGRAM without an init, in the same round, are taken off. System calls (by ptrace) and
instructions outside of the kernel (stepped one by one) count from init's exec to PROGRAM's exec, those of the
process that becomes PROGRAM included.
END
  table "$inits" "µs over a bare start, middle half=start.over=spread" \
    "system calls=start.calls" "instructions=start.steps"
  cat <<END

### Signals and orphans

A signal: the µs from kill(2) to PROGRAM's handler, in $signals rounds, on one processor. Orphans reaped a second: of
$orphans zombies that are there at the same time, for an init that had been stopped and is let go on, in
$reaping_rounds rounds, on one processor. CPU: the ms that the kernel counts for init, for 1,000 that end one by one.
END
  table "$inits" "µs a signal, middle half=work.forward=spread" \
    "99th percentile=work.forward=p99" "orphans a second, middle half=work.reaped=spread" \
    "CPU for 1,000, ms, middle half=work.reaping=spread"
  cat <<END

![The work of the inits](benchmarks/init.svg)

### Stops that get lost

A TERM is sent at $stops instants, from init's exec to PROGRAM's first word; it is lost if PROGRAM answers to what is
sent behind it. The kernel drops a TERM for a PID 1 that has not asked for it yet, and no init can do so before its
first system call. \`heard\`: of those lost, how many the init had blocked or handled by then, so that it was the
init that lost them. To the group: in the mode that signals PROGRAM's process group. A flush takes a child of PROGRAM
0.2 s from its TERM on; $flushes containers are stopped.
END
  table "$inits" "lost of $stops, to PROGRAM=child.lost=plain" "heard=child.heard-and-lost=plain" \
    "lost of $stops, to the group=group.lost=plain" "heard=group.heard-and-lost=plain" \
    "µs to PROGRAM's first word=group.first-word" "flushes lost of $flushes=flush.unflushed=plain"
  cat <<END

### Where it is hard

PROGRAM leaves with 7, and SIGCHLD was ignored when init began: its exit code comes out or, in 2 s, nothing does. And
\`printf -g -v\` is run with no \`--\` in front: whether those options are printf's or init's.
END
  table "$inits" "SIGCHLD was ignored when it began=does.ignored-children" \
    "\`printf -g -v\` gets its -g and -v=does.own-options"
}

asking_table() {
  table "$askers" "µs, middle half=$1.time=spread" "peak resident, KiB=$1.peak" "instructions=$1.instructions" \
    "system calls=$1.calls" "file, bytes=$1.file=plain" "libraries=$1.libraries=plain" "to be added=$1.added"
}

probe_part() {
  local command
  cat <<END

## probe

### One HTTP check, 200 and a small body

The whole process, from its exec to its end, in $runs rounds on one processor, asking one nginx on loopback. Peak
resident is the kernel's VmHWM as it ends; instructions are those outside of the kernel, by callgrind; system calls
are counted by ptrace. Libraries, in bytes, are those mapped as it ends, libc too: with the file, what an image that
has none of them is to be given.
END
  asking_table http
  echo
  echo "### One TCP check"
  asking_table tcp
  cat <<END

### The deadline

How many ms after its deadline of 1 s, which counts from its exec, each ended, of $deadline_tries tries each, against
three that never answer. What still ran at $((limit_ms / 1000)) s was killed.
END
  table "$askers" "a byte each 0.1 s=drip.overshoot=most" "a silent server=silence.overshoot=most" \
    "a dead name server=resolver.overshoot=most"
  cat <<END

![Beyond the deadline](benchmarks/deadlines.svg)

## The commands

END
  for command in "${used[@]}"; do echo "* ${command%%=*}: \`${command#*=}\`"; done
}

page() {
  describe
  short_part
  init_part
  probe_part
}

# draw FILE [TITLE MEASURE NAMES]...: panels of bars, three a row. One of nothing that was measured is left out.
draw() {
  local file=$1 panels=() data scale
  shift
  while (($#)); do
    data=$folder/panel.${#panels[@]} scale=1
    [[ $2 != *.added ]] || scale=1024
    echo "$1" >"$data"
    tell -v names="$3" -v measure="$2" -v scale="$scale" >>"$data"
    (($(wc -l <"$data") == 1)) || panels+=("$data")
    shift 3
  done
  gnuplot -c bench/bars.gp "$file" "${panels[*]}"
}

plot() {
  draw "$1/overview.svg" "start over a bare one, µs" start.over "$inits" \
    "resident at rest, KiB" rest.resident "$inits" "file and libraries, KiB" start.added "$inits" \
    "one HTTP check, µs" http.time "$askers" "peak resident, KiB" http.peak "$askers" \
    "file and libraries, KiB" http.added "$askers"
  draw "$1/init.svg" "instructions of the start" start.steps "$inits" \
    "forwarding a signal, µs" work.forward "$inits" "CPU for 1,000 orphans, ms" work.reaping "$inits"
  draw "$1/deadlines.svg" "a byte each 0.1 s, ms late" drip.overshoot "$askers" \
    "a silent server, ms late" silence.overshoot "$askers" "a dead name server, ms late" resolver.overshoot "$askers"
}
