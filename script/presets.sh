# Sourced by scripts that test presets, after packages.sh and harness.sh: it builds a preset, runs its tests with
# CTest and counts them.
# shellcheck shell=bash

# count_of ATTRIBUTE PRESET: a number from the file that CTest wrote about the preset.
count_of() {
  sed -nE "s/^[[:space:]]+$1=\"([0-9]+)\".*/\1/p" "build/$2/junit.xml" | head -n 1
}

# workflow PRESET: configures, builds and tests a preset, and adds the counts of CTest.
workflow() {
  local preset=$1 result=0 tests bad out
  rm -f "build/$preset/junit.xml"
  cmake --workflow --preset "$preset" &>"${log:?harness.sh sets it}" || result=$?
  ((result == 0)) || cat "$log"
  if [[ ! -f build/$preset/junit.xml ]]; then
    add "preset $preset, which does not build" 0 1 0
    return
  fi
  tests=$(count_of tests "$preset")
  bad=$(count_of failures "$preset")
  ((result == 0 || bad > 0)) || bad=1
  out=$(($(count_of skipped "$preset") + $(count_of disabled "$preset")))
  add "preset $preset" $((tests - bad - out)) "$bad" "$out"
}

# Debian's name of an architecture, of which the argument is Docker's.
debian_name() {
  case $1 in
    arm) echo armhf ;;
    386) echo i386 ;;
    ppc64le) echo ppc64el ;;
    *) echo "$1" ;;
  esac
}

# Another architecture that an amd64 machine tests, under emulation or, the one of 32 bits, without.
workflow_foreign() {
  local preset=$1 debian compiler
  debian=$(debian_name "$preset")
  compiler=g++-$(sed -nE 's/^set\(GNU (.*)\)$/\1/p' "toolchains/$preset.cmake")
  if [[ $(host_architecture) != amd64 ]]; then
    skip "preset $preset" "only an amd64 machine tests it"
  elif add_architecture "$debian" && install_packages "${compiler//_/-}" qemu-user-static "musl-dev:$debian"; then
    workflow "$preset"
  else
    skip "preset $preset" "its packages cannot be had here"
  fi
}
