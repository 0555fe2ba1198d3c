# Sourced by script/test-images: finds a Docker Engine to test with. If none answers, it unpacks Debian's packages of one,
# starts it, and ends it after the tests.
# shellcheck shell=bash

engine=$PWD/build/engine # what is downloaded or made once is kept here
engine_is_ours=0
engine_pid=
exit_no_engine=3 # .ci/run knows it
run=             # a folder that exists as long as the engine runs

# The last one is for compose files. They come from sid: those of a stable Debian are too old, and sid's run with its libc.
engine_packages=(docker.io docker-cli docker-buildx containerd docker-compose)

no_engine() {
  echo "${0##*/}: no Docker Engine answers, and none could be started: $*" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit "$exit_no_engine"
}

# Limits the time of each call.
docker() { timeout --kill-after=5 900 docker "$@"; }

find_engine() {
  if command -v docker >/dev/null && timeout 30 docker info >/dev/null 2>&1; then
    command docker buildx version >/dev/null || fail "the engine answers, but docker has no buildx"
    note "the engine is the one that answers, $(docker version --format '{{.Server.Version}}')"
  else
    start_engine
    note "no engine answered: this script has started one, $(docker version --format '{{.Server.Version}}')," \
      "from Debian's packages; containers have --network none or host"
  fi
  BUILDX_BUILDER=$(docker context show) # the engine's builder, which has its images
  export BUILDX_BUILDER
  # shellcheck disable=SC2034 # the others read it
  architecture=$(docker version --format '{{.Server.Arch}}')
}

start_engine() {
  ((EUID == 0)) || no_engine "this needs root"
  command -v apt-get >/dev/null || no_engine "this needs Debian's packages"
  engine_is_ours=1
  mkdir -p "$engine"
  exec {lock}>"$engine/lock"
  flock --nonblock "$lock" || fail "another run of this script uses the engine in $engine"
  script/setup engine || no_engine "runc could not be installed"
  unpack_engine || no_engine "Debian's packages of it could not be downloaded"
  run=$(mktemp -d) # a short name, because the path of a socket is limited
  mkdir -p "$run/config/cli-plugins"
  ln -s "$engine"/unpacked/usr/libexec/docker/cli-plugins/* "$run/config/cli-plugins"
  export PATH=$engine/unpacked/usr/bin:$engine/unpacked/usr/sbin:$PATH
  export DOCKER_HOST=unix://$run/socket DOCKER_CONFIG=$run/config
  unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH
  # Only containerd's image store can write an image with rewritten timestamps. `docker run --init` uses our init, once
  # it is built.
  dockerd --host "$DOCKER_HOST" --pidfile "$run/pid" --exec-root "$run/exec" --data-root "$engine/data" \
    --iptables=false --ip6tables=false --bridge=none --feature containerd-snapshotter=true \
    --init-path "$run/init" {lock}>&- >"$engine/dockerd.log" 2>&1 &
  engine_pid=$!
  await engine_answers_or_ended
  docker info >/dev/null 2>&1 || no_engine "$(tail -n 5 "$engine/dockerd.log")"
}

unpack_engine() {
  [[ ! -e $engine/unpacked/usr/bin/docker ]] || return 0
  fetch sid "${engine_packages[@]}" || return
  local folder package
  folder=$(mktemp -d "$engine/unpacked.XXXXXX")
  for package in "${engine_packages[@]}"; do
    dpkg --extract "$engine/packages/${package}"_*.deb "$folder" || return
  done
  chmod 0755 "$folder"
  mv "$folder" "$engine/unpacked"
}

engine_answers_or_ended() { docker info >/dev/null 2>&1 || ! kill -0 "$engine_pid" 2>/dev/null; }

# Ends the engine by its pid, if this script started it.
end_engine() {
  if [[ $engine_pid ]]; then
    kill "$engine_pid" 2>/dev/null
    timeout 30 tail --pid="$engine_pid" --follow /dev/null || kill -KILL "$engine_pid"
    wait "$engine_pid" 2>/dev/null
  fi
  [[ ! $run ]] || rm -rf "$run"
}
