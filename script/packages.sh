# Sourced by the scripts beside it: what they need from Debian, and how it gets here.
# shellcheck shell=bash

# What a build needs. doctest is for the tests, but the same build folder holds them.
# shellcheck disable=SC2034 # used where this is sourced
build_packages=(cmake ninja-build g++ musl-dev llvm doctest-dev)

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Docker's name of the architecture this machine has, which is also the preset's.
host_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    armv7l | armv8l) echo arm ;;
    i?86) echo 386 ;;
    ppc64le | s390x | riscv64) uname -m ;;
    *) fail "there is no preset for $(uname -m) in CMakePresets.json" ;;
  esac
}

# Those of the given packages that are not installed, a line each. A bare name means
# this machine's architecture: dpkg-query alone would take any, so that musl-dev:arm64
# would pass for musl-dev.
missing_packages() {
  local package native
  native=$(dpkg --print-architecture)
  for package in "$@"; do
    dpkg-query --show --showformat='${Architecture} ${db:Status-Status}\n' "$package" 2>/dev/null |
      grep --quiet --line-regexp --extended-regexp "($native|all|${package#*:}) installed" ||
      echo "$package"
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs those of the given packages that are missing. apt is not called when none
# is. Returns false where they cannot be had, with apt's words on stderr.
install_packages() {
  command -v apt-get >/dev/null || fail "this is not Debian: install what its packages $* hold"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || command -v sudo >/dev/null || fail "run this as root: apt-get install ${missing[*]}"
  echo "installing ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2)
  # An index that cannot be had may be one that nothing here needs: what follows tells.
  as_root "${apt[@]}" update >&2
  as_root "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >&2
}

# Installs servers, as far as they can be had, and lets none of them be started.
install_servers() {
  local policy=/usr/sbin/policy-rc.d package has_policy=0
  [[ $(missing_packages "$@") ]] || return 0
  [[ ! -e $policy ]] || has_policy=1
  ((has_policy)) || printf '#!/bin/sh\nexit 101\n' | as_root install --mode=0755 /dev/stdin "$policy"
  install_packages "$@" || for package in "$@"; do install_packages "$package"; done
  ((has_policy)) || as_root rm "$policy"
}

# Runs a command that is of interest only if it fails: then its output is.
quietly() {
  local output
  output=$("$@" 2>&1) && return
  printf '%s\n' "$output" "failed: $*" >&2
  return 1
}

# Lets dpkg install packages of another architecture too.
add_architecture() {
  [[ $(dpkg --print-foreign-architectures) == *"$1"* ]] || as_root dpkg --add-architecture "$1"
}
