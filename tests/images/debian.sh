# Sourced by script/test-images: downloads Debian's packages of another suite, for an engine and for images. They come from
# the mirror that this machine's own apt uses.
# shellcheck shell=bash disable=SC2016 # what apt expands

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
kind=${kind-deb} # or deb-src: what is downloaded

mirror=    # the one that this machine's apt gets Debian from
own_suite= # the suite that it gets

find_mirror() {
  [[ $mirror ]] || ask_for_mirror || { script/setup index && ask_for_mirror; } ||
    { echo "this machine's apt has no Debian" >&2 && return 1; }
}

ask_for_mirror() {
  read -r mirror own_suite < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' \
    'Created-By: Packages' 'Label: Debian' 'Component: main')
}

# apt_of SUITE ARCHITECTURE WORD...: runs apt-get with only this source, and with folders of its own.
apt_of() {
  local suite=$1 architecture=$2 folder=$engine/apt/$1-$2
  shift 2
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  echo "$kind [signed-by=$keyring] $mirror $suite main" >"$folder/sources.list"
  apt-get --quiet=2 -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=- \
    -o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache" \
    -o Dir::State::Status=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User=root \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" "$@"
}

# fetch SUITE PACKAGE...: downloads their files into the cache.
fetch() {
  local suite=$1 architecture
  shift
  architecture=$(dpkg --print-architecture)
  mkdir -p "$engine/packages"
  find_mirror && apt_of "$suite" "$architecture" update &&
    (cd "$engine/packages" && apt_of "$suite" "$architecture" download "$@")
}
