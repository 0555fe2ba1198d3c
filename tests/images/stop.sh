# Sourced by script/test-images: tests the signals that the engine sends, and how a container stops.
# shellcheck shell=bash

test_stop() {
  check "docker stop: long before Docker's own KILL, with the app's own exit code" stops_soon
  check "docker kill: HUP, USR1, QUIT and ABRT reach the app" signals_reach
  check "--kill-after: 137, before Docker's own KILL" kills_first
  check "--linger: a child flushes, and the exit code is the app's" flushes
  check "20,000 orphans leave nothing behind" stays_clean
  if ((engine_is_ours)); then
    check "docker run --init, with our init as the engine's" is_the_engines_init
  else
    skip "docker run --init, with our init as the engine's" "the engine is not ours to configure"
  fi
  check "docker run -it: the app has the terminal, Ctrl-C reaches it once" has_terminal
}

stops_soon() {
  start stopped --env EXIT_CODE=42 "$images/server" && await says stopped 'listening on .*' &&
    took_less_than 5000 docker stop --time 30 "$prefix-stopped" &&
    same "exit code" 42 "$(inspect stopped '{{.State.ExitCode}}')" && end stopped && seen="$took_ms ms, exit code 42"
}

signals_reach() {
  local signal
  start told "$images/programs" /child signals 15 && await says told ready || return
  for signal in HUP USR1 QUIT ABRT; do
    docker kill --signal "$signal" "$prefix-told" && await says told "got $(kill -l "$signal")" || return
  done
  docker stop --time 30 "$prefix-told" && same "exit code" 0 "$(inspect told '{{.State.ExitCode}}')" &&
    seen=$(docker logs "$prefix-told" | paste --serial --delimiters=' ') && end told
}

# signals_sent_to NAME SINCE: prints the numbers of the signals that the engine sent.
signals_sent_to() {
  docker events --since "$2" --until "$(date +%s.%N)" --filter container="$prefix-$1" --filter event=kill \
    --format '{{.Actor.Attributes.signal}}'
}

kills_first() {
  local begin
  begin=$(date +%s.%N)
  start deaf --interactive --env PID1_KILL_AFTER=500ms "$images/programs" /child wait-for-stdin 0 &&
    await says deaf 'ready as 65532' && took_less_than 5000 docker stop --time 30 "$prefix-deaf" &&
    same "exit code" 137 "$(inspect deaf '{{.State.ExitCode}}')" &&
    same "sent by the engine" 15 "$(signals_sent_to deaf "$begin")" && end deaf && seen="$took_ms ms of Docker's 30,000"
}

# The child has a session of its own, and so is not in the app's process group.
flushes() {
  run --env PID1_LINGER=20s "$images/programs" /child leave-behind 9 setsid >"$scratch/said"
  same "exit code" 9 $? && same "with --linger" flushed "$(cat "$scratch/said")" || return
  run "$images/programs" /child leave-behind 9 setsid >"$scratch/said"
  same "exit code" 9 $? && same "without" "" "$(cat "$scratch/said")"
}

# Without init, the same program leaves zombies, which shows that this test would see them.
stays_clean() {
  start zombies --interactive --entrypoint /child "$images/programs" orphans 20 && await says zombies made &&
    same zombies 20 "$(processes_in zombies | grep --count ' Z$')" && end zombies || return
  start orphans --interactive "$images/programs" /child orphans 20000 && await says orphans made &&
    await only_two_in orphans child && docker stop --time 30 "$prefix-orphans" &&
    same "exit code" 143 "$(inspect orphans '{{.State.ExitCode}}')" && end orphans
}

# The engine mounts it as /sbin/docker-init, so that the image needs no init of its own.
is_the_engines_init() {
  cp "$(native)/init" "$run/init"
  same "docker info" "$run/init" "$(docker info --format '{{.InitBinary}}')" &&
    docker info 2>&1 | grep --extended-regexp 'init version: .*aupair' &&
    start minded --init --env EXIT_CODE=42 --entrypoint /server "$images/server" && await says minded 'listening on .*' &&
    orders minded /orphan && await only_two_in_docker minded && took_less_than 5000 docker stop --time 30 "$prefix-minded" &&
    same "exit code" 42 "$(inspect minded '{{.State.ExitCode}}')" && end minded && seen="stopped in $took_ms ms"
}

only_two_in_docker() { [[ $(processes_in "$1") =~ ^docker-init\ [SR]$'\n'server\ [SR]$ ]]; }

# Gives the docker client a terminal, which it switches to raw mode as it does for a user.
has_terminal() {
  local typed=$scratch/typed said=$scratch/said
  mkfifo "$typed"
  timeout --kill-after=5 60 script --quiet --return --command \
    "docker run --interactive --tty --pull never --name $prefix-terminal --label $prefix ${hardened[*]} $images/programs /child terminal" \
    /dev/null <"$typed" >"$said" 2>&1 &
  local client=$! keys result=0
  exec {keys}>"$typed"
  await grep --quiet 'foreground 1' "$said" && printf '\003' >&"$keys" && await grep --quiet interrupted "$said" &&
    docker stop --time 30 "$prefix-terminal" || result=1
  exec {keys}>&-
  wait "$client"
  same "exit code" 5 $? && same interruptions 1 "$(grep --count interrupted "$said")" &&
    grep --quiet ended "$said" && end terminal && return "$result"
}
