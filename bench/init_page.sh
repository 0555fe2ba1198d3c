# Sourced by script/bench: writes the part of the page that is about inits.
# shellcheck shell=bash
# shellcheck disable=SC2154 # other scripts set these

resting_part() {
  cat <<END

### At rest

PROGRAM waits. Memory, in KiB, is from /proc/PID/smaps_rollup and, for page tables, VmPTE of /proc/PID/status. It is the
median of $copies processes of each that run at the same time. Private memory is not shared with other processes: it is
what another process of the same program needs. Wake-ups are voluntary context switches.
END
  table "$inits" "resident=rest.resident" "private=rest.private" "page tables=rest.tables" \
    "wake-ups in $rest_seconds s=rest.wake-ups=plain"
}

start_part() {
  cat <<END

### The start

Each starts a static PROGRAM that does nothing, in $runs rounds, on one processor. The time in µs is from init's exec to
its end, minus that of PROGRAM without an init in the same round. System calls (by ptrace) and instructions outside of
the kernel (by single steps) are counted from init's exec to PROGRAM's exec, including those of the process that
executes PROGRAM.
END
  table "$inits" "startup overhead, µs, middle half=start.over=spread" \
    "system calls=start.calls" "instructions=start.steps"
}

work_part() {
  cat <<END

### Signals and orphans

A signal: the µs from kill(2) to PROGRAM's handler, in $signals rounds, on one processor. Orphans reaped in a second:
$orphans zombies exist at the same time when an init that was stopped continues, in $reaping_rounds rounds, on one
processor; here higher is better. CPU: the ms of processor time that the kernel counts for init, for 1,000 orphans that
end one by one.
END
  table "$inits" "µs a signal, middle half=work.forward=spread" \
    "99th percentile=work.forward=p99" "orphans a second, middle half=work.reaped=spread" \
    "CPU for 1,000, ms, middle half=work.reaping=spread"
  cat <<END

![The work of the inits](benchmarks/init.svg)
END
}

stops_part() {
  cat <<END

### Lost stops

A TERM is sent at $stops points in time between init's exec and PROGRAM's first line. It is lost if PROGRAM still answers
the signal that is sent after it. The kernel drops a TERM for a PID 1 that neither blocks nor handles it yet, and no init
can do that before its first system call. \`lost by init\`: how many of the lost ones the init blocked or handled already,
so that it lost them itself. To the group: in the mode that signals PROGRAM's process group.
END
  table "$inits" "lost of $stops, to PROGRAM=child.lost=plain" "lost by init=child.heard-and-lost=plain" \
    "lost of $stops, to the group=group.lost=plain" "lost by init=group.heard-and-lost=plain" \
    "µs to PROGRAM's first line=group.first-word"
}

flushes_part() {
  cat <<END

### Child processes that flush

A child process of PROGRAM takes 0.2 s to flush after its TERM; $flushes containers are stopped, in the mode that signals
PROGRAM's process group.
END
  table "$inits" "killed before they could flush, of $flushes=flush.unflushed=plain"
}

cases_part() {
  cat <<END

### Difficult cases

init starts with SIGCHLD ignored, and PROGRAM exits with 7: init returns its exit code, or still runs after 2 s. There are
$cases tries, and each result is shown. And \`printf -g -v\` is run without a \`--\` before it: printf gets these options, or
init takes them.
END
  table "$inits" "starts with SIGCHLD ignored=does.ignored-children" \
    "\`printf -g -v\` gets its -g and -v=does.own-options"
}

init_part() {
  cat <<END

## init

Each is PID 1 of a PID namespace.
END
  sizes_part "$inits" start "Size of an init"
  resting_part
  start_part
  work_part
  stops_part
  flushes_part
  cases_part
}
