# Sourced by scripts that test presets, after common.sh and harness.sh: builds a preset, runs its tests with CTest, and
# counts them.
# shellcheck shell=bash

# count_of ATTRIBUTE PRESET: prints a number from the file that CTest wrote about the preset.
count_of() {
  sed -nE "s/^[[:space:]]+$1=\"([0-9]+)\".*/\1/p" "build/$2/junit.xml" | head -n 1
}

# workflow PRESET: configures, builds and tests a preset, and adds the counts of CTest.
workflow() {
  local preset=$1 result=0 tests failures skips
  rm -f "build/$preset/junit.xml"
  cmake --workflow --preset "$preset" &>"${log:?harness.sh sets it}" || result=$?
  ((result == 0)) || cat "$log"
  if [[ ! -f build/$preset/junit.xml ]]; then
    add "preset $preset, which does not build" 0 1 0
    return
  fi
  tests=$(count_of tests "$preset")
  failures=$(count_of failures "$preset")
  skips=$(($(count_of skipped "$preset") + $(count_of disabled "$preset")))
  ((result == 0 || failures > 0)) || failures=1 tests=$((tests + 1)) # CTest itself failed
  add "preset $preset" $((tests - failures - skips)) "$failures" "$skips"
}

# workflow_foreign PRESET: as workflow, for another architecture than this machine's. Only an amd64 machine does it, as
# Debian's cross compilers are for that one. It emulates the programs, except those of 386, which it can run.
workflow_foreign() {
  if [[ $(host_architecture) != amd64 ]]; then
    skip "preset $1" "only an amd64 machine tests it"
  elif script/setup "$1"; then
    workflow "$1"
  else
    skip "preset $1" "its packages could not be installed"
  fi
}
