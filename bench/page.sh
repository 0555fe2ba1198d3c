# Sourced by script/bench: writes the page of the results.
# shellcheck shell=bash

inits="init|tini|tini-static|tini, musl|dumb-init|dumb-init, musl|catatonit|catatonit, musl|mini-init-asm|no init|init, lingering|minimal baseline"
askers="probe|curl|wget|busybox wget|openssl s_client|hc|nc|grpc-health-probe|minimal baseline"
# The rows of the tables "In short".
short_inits="init|tini|tini, musl|dumb-init|dumb-init, musl|catatonit|catatonit, musl|mini-init-asm"
short_askers="probe|curl|wget|busybox wget|hc"

tell() { awk -v limit="$((limit_ms - 1000))" "${@}" -f bench/table.awk "$results"; }

# table NAMES COLUMN...: prints a table of results. The first name is ours.
table() {
  local IFS='|'
  tell -v names="$1" -v columns="${*:2}"
}

versions() {
  local package module name
  for package in "${peer_packages[@]}" nginx valgrind; do
    printf ', %s %s' "$package" "$(dpkg-query --show --showformat='${Version}' "$package")"
  done
  printf ', %s %s' "$newer_peer" "${newer_version:-(could not be downloaded, so it was not measured)}"
  for module in "${go_peers[@]}"; do
    name=${module##*/}
    printf ', %s' "${name/@/ }"
    [[ -x $go_programs/${name%@*} ]] || printf ' (could not be built, so it was not measured)'
  done
  [[ ! -x $go_programs/grpc_server ]] || printf ', grpc-go %s, %s' "$(grpc_version)" "$(go env GOVERSION)"
}

describe() {
  cat <<END
# Benchmarks

Written by \`script/bench\`$options at commit $commit; everything was measured in one run. Our programs are
in bold. A figure in brackets is the ratio to ours. If the text mentions rounds, a figure is their median, and the
range after it is the middle half of the values (a quarter is below it, a quarter above). In each round, the programs
take turns in an order that changes, so that other load on the machine affects all of them. Do not compare figures of
two machines or of two runs; compare the ratios. The minimal baseline is the smallest static program, without libc,
that could do the job at all: the difference to it is what could still be saved.

* machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(uname -srm)
* load average of one and of five minutes: $load_before before, $load_after after
* Debian $(cat /etc/debian_version)$(versions)
* the programs have the environment that Docker sets (PATH, HOSTNAME, HOME) and real-time priority (SCHED_FIFO)

![init and probe compared with similar programs](benchmarks/overview.svg)

Lower is better, here and in all pictures.
END
}

# The rows that README shows: script/test compares them with these.
short_part() {
  cat <<END

## In short

Lower is better. With libraries: what the tool adds to an image that has none. With musl: built from
Debian's sources as ours is, static and at -Os; the others are Debian's packages. Startup: what an init adds to the start of a
program, from its exec to its end.
END
  table "$short_inits" \
    "File, bytes=start.file" "With libraries, bytes=start.added" "Idle memory, KiB=rest.resident" \
    "Added startup time, µs=start.over" "Started with SIGCHLD ignored=does.ignored-children"
  cat <<END

Timeout: how long after its timeout of 1 s a check ended, in ms, if the server never answers.
END
  table "$short_askers" "With libraries, bytes=http.added" "Time per HTTP check, µs=http.time" \
    "Time per HTTPS check, µs=https.time" "Peak memory, KiB=http.peak" "Timeout: silent server=silence.overshoot"
}

# sizes_part NAMES PREFIX TITLE
sizes_part() {
  cat <<END

### $3

In bytes. Libraries are those that are mapped when the program ends, including libc: an image without them needs them.
END
  table "$1" "file=$2.file" "libraries=$2.libraries=plain" "with libraries=$2.added"
}

asking_table() {
  table "$askers" "µs, middle half=$1.time=spread" "peak resident, KiB=$1.peak" "instructions=$1.instructions" \
    "system calls=$1.calls"
}

grpc_part() {
  cat <<END

### One gRPC check

As above, but each asks grpc.health.v1.Health of a server in Go, without TLS, whose health server answers SERVING.
END
  if [[ -x $go_programs/grpc_server ]]; then
    asking_table grpc
  else
    printf '\nNot measured: grpc-health-probe or the server could not be built.\n'
  fi
}

probe_part() {
  local command
  cat <<END

## probe

### One HTTP check, 200 and a small body

The whole process, from its exec to its end, in $runs rounds on one processor, asks an nginx on loopback. Peak resident
is the kernel's VmHWM at the end; instructions are those outside of the kernel, by callgrind; system calls are counted by
ptrace. Programs in Go have no count of instructions, because Valgrind cannot run them; they have several threads, so that
their system calls are not always as many.
END
  asking_table http
  cat <<END

### One HTTPS check

The same page of the same server over TLS 1.3, with a certificate of P-256 that no tool verifies. openssl s_client does only
the handshake: its input ends at once.
END
  asking_table https
  echo
  echo '![One HTTPS check](benchmarks/https.svg)'
  echo
  echo "### One TCP check"
  asking_table tcp
  grpc_part
  sizes_part "$askers" size "Size of a health check"
  cat <<END

### The deadline

How many ms each ended after its deadline of 1 s from its exec, in $deadline_tries tries each, with three servers that
never finish an answer. A program that still ran after $((limit_ms / 1000)) s was killed.
END
  table "$askers" "a byte every 0.1 s=drip.overshoot=most" "a silent server=silence.overshoot=most" \
    "a dead name server=resolver.overshoot=most"
  cat <<END

![Time after the deadline](benchmarks/deadlines.svg)

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
