# Sourced by script/bench: downloads an init that only newer suites of Debian have, and unpacks it. Nothing is installed.
# shellcheck shell=bash

newer_peer=mini-init-asm
newer_version= # of the package, and its suite

# Sets `newer_version`. The program is named after its architecture.
unpack_newer_peer() {
  local suite package=
  rm -rf "$newer"
  find_mirror || return
  for suite in "$own_suite" sid; do
    kind=deb fetch "$suite" "$newer_peer" 2>/dev/null && package=$(ls "$engine/packages/$newer_peer"_*.deb) && break
  done
  [[ $package ]] && mkdir -p "$newer" && dpkg-deb --extract "$package" "$newer" &&
    ln --symbolic --relative "$(ls "$newer"/usr/bin/mini-init-a*)" "$newer/$newer_peer" &&
    newer_version="$(dpkg-deb --field "$package" Version) (of Debian $suite)"
}

fetch_newer_peers() { unpack_newer_peer || echo "not downloaded, and so not measured: $newer_peer" >&2; }
