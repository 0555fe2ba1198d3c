# Sourced by script/bench: the page around the tables.
# shellcheck shell=bash

versions() {
  local package version
  for package in "${peer_packages[@]}" "${newer_packages[@]}" nginx valgrind; do
    version=$(dpkg-query --show --showformat='${Version}' "$package" 2>/dev/null) || continue
    [[ ! $version ]] || printf ', %s %s' "$package" "$version"
  done
}

describe() {
  cat <<END
# Benchmarks

Written by \`script/bench\` at commit $commit; all of it was measured in one run. Ours are in bold. In brackets:
how many times ours a figure is. A figure of time is the median of all rounds, and behind it the middle half of
them (a quarter lies below, a quarter above). In each round all take turns, so that what else the machine did met
all of them. Figures of two machines, or of two runs, do not compare; the ratios do.

* machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(uname -srm)
* load average of one and of five minutes: $load_before before, $load_after after
* Debian $(cat /etc/debian_version)$(versions)
* what is measured has an environment of nothing, and $(if ((${#first[@]})); then echo "runs before all others (SCHED_FIFO)"; else echo "no place before others"; fi)

![Start, resident memory and file of each](benchmarks/overview.svg)
END
}

init_part() {
  cat <<END

## init at rest

With a PROGRAM that waits. Private is what nobody shares; two processes of one file share the rest. The floor
($(floor_words "bench/floor_init.cc")) is the least that starts a program, waits for it and leaves with its code.
END
  rest_table
  cat <<END

## init's start

A PROGRAM that does nothing ($(floor_words "bench/nothing.cc")) is started through each, $runs times, on one processor.
The same PROGRAM without an init, in the same round, is taken off. System calls and instructions (those outside of
the kernel, stepped one by one) count from init's exec: to the moment when PROGRAM is loaded, those of the new
process included, and to init's end.
END
  start_table
  cat <<END

![Start and work of the inits](benchmarks/init.svg)

## init's work

A signal: from kill(2) to PROGRAM's handler, $signals to each, on one processor. Orphans: $orphans zombies that are
there at once, for an init that is let go on, in $reaping_rounds rounds; and the CPU for such as end one by one, as the
kernel accounts it.
END
  work_table
  cat <<END

## Stops that get lost

A TERM is sent to init, PID 1 of a namespace, at an instant that moves from its exec to PROGRAM's first word, in $stops
steps; it is lost if PROGRAM still answers to what is sent behind it. At first no init can have asked the kernel for
anything, which drops a TERM for PID 1 then: the sooner it does, the fewer are lost. \`Though it listened\`: it had
blocked or handled TERM by then. A flush of 0.2 s is that of PROGRAM's child, when the container is stopped.
END
  stops_table
  echo
  echo "## What they do where it is hard"
  behaviour_table
}

probe_part() {
  cat <<END

## probe: one HTTP check, 200 and a small body

The whole process, from fork to end, $runs times each on one processor, asking one nginx on loopback. Peak
resident: the most that the kernel says when it ends. Instructions: those outside of the kernel, by Valgrind. Libraries:
those mapped when it ends, libc too; they and the file are what an image without them is to be given.
END
  asking_table http probe curl wget "busybox wget" floor
  echo
  echo "## probe: one TCP check"
  asking_table tcp probe "nc (netcat-openbsd)" floor
  cat <<END

![One HTTP check](benchmarks/probe.svg)

## probe: its deadline

How many ms after a deadline of 1 s each ended, of $deadline_tries runs each against those that never answer.
END
  deadline_table
  cat <<END

![Over the deadline](benchmarks/deadlines.svg)

END
}

# What a floor is, where it can be built.
floor_words() { if has_floors; then echo "$1"; else echo "not on this architecture"; fi; }

commands_part() {
  local command
  echo "## The commands"
  echo
  for command in "${used[@]}"; do
    command=${command//$PWD\//}
    echo "* ${command%%=*}: \`${command#*=}\`"
  done
}

# Adds what follows from what was measured: milliseconds, and what a file is with its libraries.
derive() {
  local scheme name key
  for key in "${!figures[@]}"; do
    [[ $key =~ ^(http|tcp)\.time\ (.*)$ ]] || continue
    scheme=${BASH_REMATCH[1]} name=${BASH_REMATCH[2]}
    figures[$scheme.ms $name]=$(awk -v OFS='\t' '{ for (i = 1; i < 6; ++i) $i /= 1000; print }' <<<"${figures[$key]}")
    add_sizes "$scheme.added" "$name" "$(of "$scheme.file" "$name")" "$(of "$scheme.library-bytes" "$name")"
  done
  while read -r name; do
    add_sizes init.added "$name" "$(of init.file "$name")" "$(of init.libraries "$name")"
  done < <(inits_and_floor)
}

add_sizes() {
  figures[$1 $2]=$(($3 + $4))
  figures["$1-kib $2"]=$(awk -v bytes="$(($3 + $4))" 'BEGIN { print bytes / 1024 }')
}

page() {
  describe
  init_part
  probe_part
  commands_part
}
