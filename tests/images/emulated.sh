# Sourced by script/test-images: runs the binaries of every architecture on this machine, with qemu if it is another
# architecture's.
# shellcheck shell=bash

minded= # the pid of the init that runs here, if any

test_emulated() {
  local name
  if [[ $(host_architecture) != "$architecture" || $(uname) != Linux ]]; then
    skip "the other architectures" "this machine is not the engine's"
  elif ! script/setup emulator; then
    skip "the other architectures" "qemu could not be installed"
  elif ! choose_namespace; then
    skip "the other architectures" "a PID namespace cannot be made here"
  else
    for name in $(architectures); do
      emulator=("qemu-$(architecture_row "$name" qemu)-static")
      [[ $name != "$architecture" ]] || emulator=()
      check "$name${emulator[*]+ under ${emulator[*]}}: versions" says_versions "$binaries/$name"
      check "$name${emulator[*]+ under ${emulator[*]}}: init minds a server, probe asks it" minds_server "$binaries/$name"
    done
  fi
}

# Sets `namespace` to a command that makes a PID namespace, as root or in a user namespace. It is necessary because an
# emulated init cannot become a subreaper, so that it gets orphans only as PID 1.
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

# init of that architecture starts a server of this machine's architecture, reaps its orphan, forwards TERM to it and exits
# with its code. probe of that architecture asks the server and gives it orders.
minds_server() {
  local said url result=0
  said=$(mktemp "$scratch/said.XXXXXX") # a file that no other check writes to
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
  kill -TERM "$(child_of "$(child_of "$minded")")" # init is the child of unshare, the child of timeout
  wait "$minded"
  same "exit code" 42 $? || result=1
  minded=
  ((result == 0)) || cat "$said"
  return "$result"
}
