# Sourced by script/test-images: what was compiled for each of the architectures, run on this
# machine, under qemu-user where it is foreign.
# shellcheck shell=bash

minded= # a pid, while an init runs here

test_emulated() {
  local name cpu
  if [[ $(host_architecture) != "$architecture" || $(uname) != Linux ]]; then
    skip "the other architectures" "this machine is not the engine's"
  elif ! install_packages qemu-user-static; then
    skip "the other architectures" "qemu-user-static cannot be had here"
  elif ! choose_namespace; then
    skip "the other architectures" "no PID namespace may be made here"
  else
    for name in "${architectures[@]}"; do
      cpu=$(sed -nE 's/^set\(CPU (.*)\)$/\1/p' "toolchains/$name.cmake")
      emulator=("qemu-$cpu-static")
      [[ $name != "$architecture" ]] || emulator=()
      check "$name${emulator[*]+ under ${emulator[*]}}: versions" says_versions "$binaries/$name"
      check "$name${emulator[*]+ under ${emulator[*]}}: init minds a server, probe asks it" minds_server "$binaries/$name"
    done
  fi
}

# A PID namespace, for the emulator takes no orphans in but as PID 1: as root or, if it
# may be, in a user namespace too.
choose_namespace() {
  namespace=(timeout --kill-after=5 60 unshare --pid --fork --kill-child --mount-proc)
  "${namespace[@]}" true 2>/dev/null && return
  namespace+=(--user --map-root-user)
  "${namespace[@]}" true 2>/dev/null
}

child_of() { tr --delete ' ' <"/proc/$1/task/$1/children"; }

says_versions() {
  same init "$("$(native)/init" --version)" "$("${emulator[@]}" "$1/init" --version)" &&
    same probe "$("$(native)/probe" --version)" "$("${emulator[@]}" "$1/probe" --version)"
}

# init of that architecture starts a server of this machine's, reaps its orphan, hands it a
# TERM and leaves with its code; probe of that architecture asks the server and orders it.
minds_server() {
  local said url result=0
  said=$(mktemp "$scratch/said.XXXXXX") # no other's words are in it
  EXIT_CODE=42 PORT=0 HOST=127.0.0.1 "${namespace[@]}" "${emulator[@]}" "$1/init" --warn-on-reap -- \
    "$programs/server" >"$said" 2>&1 &
  minded=$!
  await grep --quiet '^listening on ' "$said"
  url=http://$(sed -n 's/^listening on //p' "$said")
  same healthy "healthy $url/healthz: 200 OK" "$("${emulator[@]}" "$1/probe" --timeout=10s "$url/healthz")" &&
    "${emulator[@]}" "$1/probe" --timeout=10s --method=POST --status=204 "$url/orphan" &&
    await grep --quiet '^init: reaped [0-9]*, exit code 7$' "$said" &&
    "${emulator[@]}" "$1/probe" --timeout=10s --method=POST --status=204 "$url/fail" &&
    same unhealthy "unhealthy $url/healthz: 503 Service Unavailable" \
      "$("${emulator[@]}" "$1/probe" --timeout=10s "$url/healthz")" || result=1
  kill -TERM "$(child_of "$(child_of "$minded")")" # of timeout's child unshare
  wait "$minded"
  same "exit code" 42 $? || result=1
  minded=
  ((result == 0)) || cat "$said"
  return "$result"
}
