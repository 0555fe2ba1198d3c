# Sourced by script/test-images: a Docker Engine to test with. It is the one that answers or,
# where none does, one of Debian's packages that is unpacked and started here, and ended after.
# shellcheck shell=bash

engine=$PWD/build/engine # what is downloaded or made once, and kept
engine_is_ours=0
engine_pid=
exit_no_engine=3 # .ci/run knows it
run=             # a folder for what lives as long as the engine does

# What it is made of; the last one is for compose files. They come from sid: a release's
# own are too old, while these run on the libc that it has.
engine_packages=(docker.io docker-cli docker-buildx containerd docker-compose)

no_engine() {
  echo "${0##*/}: no Docker Engine answers, and none can be started: $*" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit "$exit_no_engine"
}

# No call of the engine may last for ever.
docker() { timeout --kill-after=5 900 docker "$@"; }

find_engine() {
  if command -v docker >/dev/null && timeout 30 docker info >/dev/null 2>&1; then
    command docker buildx version >/dev/null || fail "the engine answers, but docker has no buildx"
    note "the engine is the one that answers, $(docker version --format '{{.Server.Version}}')"
  else
    start_engine
    note "no engine answered: this is one of our own, $(docker version --format '{{.Server.Version}}')," \
      "from Debian's packages; containers have --network none or host"
  fi
  BUILDX_BUILDER=$(docker context show) # the engine's own, which knows its images
  export BUILDX_BUILDER
  # shellcheck disable=SC2034 # the others read it
  architecture=$(docker version --format '{{.Server.Arch}}')
}

start_engine() {
  ((EUID == 0)) || no_engine "that takes root"
  command -v apt-get >/dev/null || no_engine "that takes Debian's packages"
  engine_is_ours=1
  mkdir -p "$engine"
  exec {lock}>"$engine/lock"
  flock --nonblock "$lock" || fail "another run of it has the engine in $engine"
  install_packages runc || no_engine "runc cannot be installed"
  unpack_engine || no_engine "Debian's packages of it cannot be had"
  run=$(mktemp -d) # short, as a socket's path has to be
  mkdir -p "$run/config/cli-plugins"
  ln -s "$engine"/unpacked/usr/libexec/docker/cli-plugins/* "$run/config/cli-plugins"
  export PATH=$engine/unpacked/usr/bin:$engine/unpacked/usr/sbin:$PATH
  export DOCKER_HOST=unix://$run/socket DOCKER_CONFIG=$run/config
  unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH
  # containerd's image store can write an image with rewritten timestamps, the older one
  # cannot. The init of `docker run --init` is ours, once it is built.
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

# Ends the engine by its pid, if it is ours.
end_engine() {
  if [[ $engine_pid ]]; then
    kill "$engine_pid" 2>/dev/null
    timeout 30 tail --pid="$engine_pid" --follow /dev/null || kill -KILL "$engine_pid"
    wait "$engine_pid" 2>/dev/null
  fi
  [[ ! $run ]] || rm -rf "$run"
}
