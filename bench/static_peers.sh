# Sourced by script/bench: builds the inits of Debian's sources as ours is built, static with musl and at -Os, so that only
# the programs differ. One whose sources cannot be had is left out.
# shellcheck shell=bash

kind=deb-src engine=$PWD/build/bench/sources # apt is called in that folder
# shellcheck source=tests/images/debian.sh
source tests/images/debian.sh

fetch_sources() {
  local architecture
  architecture=$(dpkg --print-architecture)
  mkdir -p "$engine"
  find_mirror && apt_of "$own_suite" "$architecture" update &&
    (cd "$engine" && apt_of "$own_suite" "$architecture" --download-only --tar-only source "$@")
}

# compile NAME FLAG...: compiles NAME.c of its sources.
compile() {
  local name=$1 folder=$engine/$1
  mkdir -p "$folder" "$static" &&
    tar --extract --directory="$folder" --strip-components=1 --file="$(ls "$engine/$name"_*.orig.tar.*)" &&
    musl-gcc -Os -static -s -std=gnu99 -w -I"$engine" "${@:2}" -o "$static/$name" \
      "$(find "$folder" -name "$name.c")"
}

# What the configuration of each would write.
write_configuration() {
  printf '#define %s\n' 'TINI_VERSION "0"' 'TINI_GIT ""' >"$engine/tiniConfig.h"
  printf '#define PROGRAM_%s ""\n' NAME VERSION URL BUGURL LICENSE COPYRIGHT >"$engine/config.h"
}

build_static_peers() {
  local name
  rm -rf "$engine" "$static"
  fetch_sources tini dumb-init catatonit || echo "not all sources could be had" >&2
  write_configuration
  for name in tini dumb-init catatonit; do
    compile "$name" -D_GNU_SOURCE || echo "not built, and so not measured: $name with musl" >&2
  done
}
