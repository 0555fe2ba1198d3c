# Sourced by script/test-images: how its checks are made and counted, and how they wait.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
log=$(mktemp)

# Runs one check. What it prints is of interest only if it fails; what it puts into `seen`
# is said if it does not.
check() {
  local name=$1
  shift
  seen=
  if "$@" >"$log" 2>&1; then
    ((++passed))
    echo "ok       $name${seen:+: $seen}"
  else
    ((++failed))
    cat "$log"
    echo "FAILED   $name"
  fi
}

skip() {
  ((++skipped))
  echo "skipped  $1: $2"
}

# Says what stands in for what, or how a thing is done here.
note() { echo "note     $*"; }

# same WHAT EXPECTED GOT
same() {
  [[ $3 == "$2" ]] || { printf '%s: expected\n%s\ngot\n%s\n' "$@" && return 1; }
}

# Waits until a command succeeds. It is asked again for half a minute at most.
await() {
  local last=$((SECONDS + 30))
  until "$@"; do
    ((SECONDS < last)) || { echo "no end of waiting for: $*" && return 1; }
    sleep 0.05
  done
}

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# took_less_than MILLISECONDS COMMAND...: it succeeds, and in that time. Sets `took_ms`.
took_less_than() {
  local limit_ms=$1 begin_ms
  shift
  begin_ms=$(now_ms)
  "$@" || return
  took_ms=$(($(now_ms) - begin_ms))
  ((took_ms < limit_ms)) || { echo "it took $took_ms ms: $*" && return 1; }
}
