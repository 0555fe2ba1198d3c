# Sourced by script/test-images, after harness.sh: how its checks compare and wait.
# shellcheck shell=bash

# Prints what is different on this machine.
note() { echo "note     $*"; }

# same WHAT EXPECTED GOT: compares two texts.
same() {
  [[ $3 == "$2" ]] || { printf '%s: expected\n%s\ngot\n%s\n' "$@" && return 1; }
}

# Repeats a command until it succeeds, for 120 s at most.
await() {
  local last=$((SECONDS + 120))
  until "$@"; do
    ((SECONDS < last)) || { echo "still false after 120 s: $*" && return 1; }
    sleep 0.05
  done
}

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# took_less_than MILLISECONDS COMMAND...: the command succeeds in less than that time. Sets `took_ms`.
took_less_than() {
  local limit_ms=$1 begin_ms
  shift
  begin_ms=$(now_ms)
  "$@" || return
  took_ms=$(($(now_ms) - begin_ms))
  ((took_ms < limit_ms)) || { echo "it took $took_ms ms: $*" && return 1; }
}
