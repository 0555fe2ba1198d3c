# Sourced by script/test-images: Debian's packages of another suite, for an engine and for what
# stands in for images. Where they come from is what this machine's own apt says.
# shellcheck shell=bash disable=SC2016 # what apt expands

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Where this machine's apt gets Debian from.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | head -n 1
}

# The machine's own suite.
own_suite() {
  apt-get indextargets --format '$(RELEASE)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | head -n 1
}

# apt_of SUITE ARCHITECTURE WORD...: apt-get, with no other source than that, and nothing
# of the machine's touched.
apt_of() {
  local suite=$1 architecture=$2 folder=$engine/apt/$1-$2
  shift 2
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  echo "deb [signed-by=$keyring] $(mirror) $suite main" >"$folder/sources.list"
  apt-get --quiet=2 -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=- \
    -o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User=root \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" "$@"
}

# fetch SUITE PACKAGE...: their files, in the cache.
fetch() {
  local suite=$1 architecture
  shift
  architecture=$(dpkg --print-architecture)
  [[ $(mirror) ]] || as_root apt-get --quiet=2 update
  [[ $(mirror) ]] || { echo "this machine's apt has no Debian" >&2 && return 1; }
  apt_of "$suite" "$architecture" update &&
    (cd "$engine/packages" && apt_of "$suite" "$architecture" download "$@")
}
