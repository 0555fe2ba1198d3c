# Sourced by script/test-images: tests health checks that the engine runs.
# shellcheck shell=bash

# The engine asks often, and one failure is enough, so that the tests are fast.
health=(--health-interval=300ms --health-retries=1 --health-timeout=20s)

test_health() {
  local url=http://127.0.0.1:9090/healthz
  check "a server is started, from the README's Dockerfile" start health "${health[@]}" --env PORT=9090 "$images/server"
  check "it becomes healthy, and the line is there for docker inspect" \
    becomes health healthy "0 healthy $url: 200 OK"
  check "told to fail, it becomes unhealthy, and the line says why" \
    fails_and_becomes health "1 unhealthy $url: 503 Service Unavailable"
  end health >/dev/null
  check "an app that hangs is unhealthy by probe's deadline, before Docker's" hangs
  check "200 checks leave no process and no zombie" leaves_nothing
}

# becomes NAME STATE LINE: waits for this state, and compares the last check's exit code and output with LINE.
becomes() {
  await is_health "$1" "$2" && last_check "$1" | sed -E 's/^(-?[0-9]+) -?[0-9]+ /\1 /' >"$scratch/line" &&
    same "the last check" "$3" "$(cat "$scratch/line")" && seen=$(cat "$scratch/line")
}

fails_and_becomes() {
  docker exec "$prefix-$1" /probe --method=POST --status=204 http://127.0.0.1:9090/fail && becomes "$1" unhealthy "$2"
}

# init turns USR1 into STOP, which a program cannot handle, and USR2 into CONT.
hangs() {
  local code took line
  start hung "${health[@]}" --env PROBE_TIMEOUT=700ms --env "PID1_REWRITE=USR1:STOP USR2:CONT" "$images/server" &&
    await is_health hung healthy && docker kill --signal USR1 "$prefix-hung" && await is_health hung unhealthy || return
  read -r code took line < <(last_check hung)
  docker kill --signal USR2 "$prefix-hung" && await is_health hung healthy && end hung &&
    same "exit code" 1 "$code" && same line "unhealthy http://127.0.0.1:8080/healthz: receive: no answer within 700ms" "$line" &&
    ((took >= 700 && took < 5000)) && seen="$took ms of Docker's 20,000: $line"
}

# Runs four at a time with docker exec, which does the same as a health check.
leaves_nothing() {
  start asked --health-interval=1s "$images/server" && await is_health asked healthy || return
  seq 200 | timeout --kill-after=5 300 xargs --max-procs=4 --replace docker exec "$prefix-asked" \
    /probe --timeout=20s http://127.0.0.1:8080/healthz >"$scratch/asked" || return
  same "healthy answers" 200 "$(grep --count '^healthy ' "$scratch/asked")" &&
    await only_two_in asked server && end asked
}

# only_two_in NAME PROGRAM: only init and PROGRAM are in the container, and neither is a zombie.
only_two_in() { [[ $(processes_in "$1") =~ ^init\ [SR]$'\n'$2\ [SR]$ ]]; }
