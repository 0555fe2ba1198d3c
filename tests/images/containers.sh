# Sourced by script/test-images: starts containers, and looks at their state, output and processes.
# shellcheck shell=bash

# The restrictions that most containers of the tests have.
hardened=(--read-only --cap-drop ALL --security-opt no-new-privileges --network none)

# Prints the image of Debian that the Dockerfile is pinned to, or the one that replaces it. It has a shell.
debian_image() {
  if ((has_registry)); then pinned_in Dockerfile | grep '^debian:'; else echo localhost/aupair-stand-in/trixie-slim; fi
}

# start NAME [OPTION]... IMAGE [WORD]...: starts a container in the background. Its name is $prefix-NAME.
start() {
  local name=$1
  shift
  docker run --detach --pull never --name "$prefix-$name" --label "$prefix" "${hardened[@]}" "$@"
}

# run [OPTION]... IMAGE [WORD]...: runs a container until it ends.
run() { docker run --rm --pull never --label "$prefix" "${hardened[@]}" "$@"; }

end() { docker rm --force "$prefix-$1"; }

end_all() {
  local left
  mapfile -t left < <(docker ps --all --quiet --filter label="$prefix")
  ((!${#left[@]})) || docker rm --force "${left[@]}"
  mapfile -t left < <(docker image ls --format '{{.Repository}}:{{.Tag}}' --filter reference="$images/*")
  ((!${#left[@]})) || docker image rm --force "${left[@]}"
}

inspect() { docker inspect --format "$2" "$prefix-$1"; }

# says NAME LINE: whether a line of its log matches. (grep --quiet would end before docker, which would then fail.)
says() { docker logs "$prefix-$1" 2>&1 | grep --line-regexp "$2" >/dev/null; }

has_ended() { [[ $(inspect "$1" '{{.State.Running}}') == false ]]; }

is_health() { [[ $(inspect "$1" '{{.State.Health.Status}}') == "$2" ]]; }

# Prints exit code, milliseconds and output of the last health check.
last_check() {
  inspect "$1" '{{json .State.Health.Log}}' | jq --raw-output '
    def seconds: sub("\\.[0-9]+"; "") | sub("[-+]..:..$"; "Z") | fromdate;
    def fraction: capture("\\.(?<digits>[0-9]+)").digits | "0." + . | tonumber;
    def ms: (seconds + fraction) * 1000;
    last | "\(.ExitCode) \((.End | ms) - (.Start | ms) | floor) \(.Output | rtrimstr("\n"))"'
}

# Prints name and state of each process in a container, including zombies, from its /proc.
processes_in() {
  docker run --rm --pull never --network none --pid "container:$prefix-$1" --entrypoint sh "$(debian_image)" \
    -c 'cat /proc/[0-9]*/stat' | sed -nE 's/^[0-9]+ \((.*)\) (.).*/\1 \2/p' | grep --invert-match --extended-regexp '^(sh|cat) '
}

# orders NAME PATH: sends the server in it an order.
orders() { docker exec "$prefix-$1" /probe --method=POST --status=204 "http://127.0.0.1:8080$2"; }
