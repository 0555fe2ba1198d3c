# Sourced by the other scripts: how they fail, and the architectures, which are the rows of toolchains/architectures.
# shellcheck shell=bash

architecture_table=$(dirname "${BASH_SOURCE[0]}")/../toolchains/architectures

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Fails if there is an argument.
takes_no_arguments() {
  (($# == 0)) || fail "it takes no arguments: $*"
}

# Runs a command, and shows its output only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1) && return
  printf '%s\n' "$output" "failed: $*" >&2
  return 1
}

# Prints the scripts that ask or run real servers.
real_scripts() { find tests/real -maxdepth 1 -type f -executable | sort; }

# Prints Docker's names of all architectures, which are the presets' too.
architectures() {
  sed '/^#/d; /^docker /d; s/ .*//' "$architecture_table"
}

# architecture_row NAME COLUMN: prints the value of that column, or nothing if it has none. Fails if there is no such row.
architecture_row() {
  awk -v name="$1" -v column="$2" '
    $1 == "docker" { for (i = 1; i <= NF; ++i) number[$i] = i }
    $1 == name { found = 1; if ($number[column] != "-") print $number[column] }
    END { exit !found }' "$architecture_table"
}

# Prints the name of the architecture that this machine has.
host_architecture() {
  local name
  for name in $(architectures); do
    [[ ,$(architecture_row "$name" machines), != *,$(uname -m),* ]] || { echo "$name" && return; }
  done
  fail "no row of toolchains/architectures is for this machine, $(uname -m)"
}
