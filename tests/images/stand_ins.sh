# Sourced by script/test-images: makes images that replace those that the Dockerfile is pinned to, if no registry answers.
# They are made of the same Debian packages.
# shellcheck shell=bash

build_options=()   # of every build
has_registry=1     # whether a registry answers
distroless_packages=(base-files netbase tzdata tzdata-legacy media-types ca-certificates)

# Prints the images that a Dockerfile is pinned to.
pinned_in() { sed -nE 's/^FROM (--platform=[^ ]+ )?([^ ]+@sha256:[0-9a-f]{64}).*/\2/p' "$1"; }

# Gets the images, or makes images that replace them. An engine that this script has started asks no registry.
find_images() {
  local image
  for image in $(pinned_in Dockerfile); do
    ((has_registry && !engine_is_ours)) && docker pull --quiet "$image" >/dev/null || has_registry=0
  done
  ((!has_registry)) || return 0
  note "no registry is asked, or none answers: the frontend is the one built into the engine," \
    "so that Dockerfiles are built without their line \"# syntax=\""
  script/setup base-images || exit
  build_options+=(--network=host) # apt needs the network
  for image in $(pinned_in Dockerfile); do
    stand_in "$image" || fail "the image that replaces $image could not be made"
  done
}

# Makes the image that replaces another one, unless it exists, and lets builds use it.
stand_in() {
  local name make other
  case $1 in
    debian:trixie-slim@*) name=localhost/aupair-stand-in/trixie-slim make=make_debian ;;
    gcr.io/distroless/static-debian13:nonroot@*) name=localhost/aupair-stand-in/static make=make_distroless ;;
    *) fail "there is no image to replace $1" ;;
  esac
  docker image inspect "$name" >/dev/null 2>&1 || "$make" "$name" >/dev/null || return
  build_options+=(--build-context "$1=docker-image://$name")
  note "${1%@*} is replaced by an image that was made here from Debian's packages"
  other=$(docker image inspect --format '{{index .Config.Labels "other"}}' "$name")
  [[ ! $other ]] || note "its musl for $other is from another suite, because the mirror has no complete index of trixie for that"
}

# Makes debian:trixie-slim with mmdebstrap. Its apt uses the same mirror as this machine's.
make_debian() {
  local folder=$engine/trixie
  find_mirror && mkdir -p "$folder" || return
  printf '%s\n' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' >"$folder/docker-clean"
  echo 'Acquire::Languages "none";' >"$folder/docker-no-languages"
  apt-config dump | grep --extended-regexp '^Acquire::(Check-|https?::Proxy)' >"$folder/99machine"
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 990\n' >"$folder/trixie"
  sources_of_all >"$folder/sources.list" || return
  mmdebstrap --quiet --variant=minbase --keyring="$keyring" --aptopt="$folder/99machine" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
    --customize-hook="copy-in '$folder/docker-clean' '$folder/docker-no-languages' '$folder/99machine' /etc/apt/apt.conf.d" \
    --customize-hook="copy-in '$folder/trixie' /etc/apt/preferences.d" \
    --customize-hook="copy-in '$folder/sources.list' /etc/apt" \
    trixie - "deb $mirror trixie main" |
    docker import --change 'CMD ["bash"]' \
      --change "LABEL other=\"$(sed -nE 's/^deb \[arch-=(.+)\] .* trixie main$/\1/p' "$folder/sources.list")\"" - "$1"
}

# Prints apt's sources: trixie. A mirror that is not up to date may have no index for an architecture. musl then comes from
# another suite. For each suite, the architectures that do not use it are excluded: if the others were named instead, apt
# would download the index of all of them each time.
sources_of_all() {
  local name suite others jobs=()
  for name in $(architectures); do
    name=$(architecture_row "$name" debian)
    suite_of "$name" >"$scratch/suite-$name" 2>/dev/null &
    jobs+=("$!")
  done
  wait "${jobs[@]}"
  sort --unique "$scratch"/suite-* | while read -r suite; do
    others=$(grep --files-without-match --line-regexp "$suite" "$scratch"/suite-* | sed 's/.*-//' | paste --serial --delimiters=,)
    echo "deb ${others:+[arch-=$others] }$mirror $suite main"
  done
}

suite_of() {
  local suite
  for suite in trixie "$own_suite" sid; do
    apt_of "$suite" "$1" update && compgen -G "$engine/apt/$suite-$1/lists/*_Packages*" >&2 && break
  done
  echo "$suite"
}

# Makes distroless/static-debian13:nonroot: unpacked packages, one file with the certificates, and a user. It has no shell
# and no program.
make_distroless() {
  local folder package
  fetch trixie "${distroless_packages[@]}" || return
  folder=$(mktemp -d)
  chmod 0755 "$folder"
  for package in "${distroless_packages[@]}"; do
    dpkg --extract "$engine/packages/${package}"_*.deb "$folder"
  done
  find "$folder/usr/share/ca-certificates" -name '*.crt' -print0 | sort --zero-terminated |
    xargs --null cat >"$folder/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$folder/usr/share/ca-certificates" "$folder/usr/sbin" "$folder/etc/update-motd.d"
  mkdir "$folder/usr/sbin"
  printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin \
    nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin >"$folder/etc/passwd"
  printf '%s\n' root:x:0: nobody:x:65534: tty:x:5: staff:x:50: nonroot:x:65532: >"$folder/etc/group"
  install --directory --owner=65532 --group=65532 --mode=0700 "$folder/home/nonroot"
  install --directory --mode=1777 "$folder/tmp"
  tar --create --directory="$folder" . |
    docker import --change 'USER 65532' --change 'WORKDIR /home/nonroot' \
      --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
      --change 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' - "$1"
  local result=$?
  rm -rf "$folder"
  return "$result"
}

# build DOCKERFILE CONTEXT [OPTION]...: builds as a user does, but with the images of this machine.
build() {
  local file=$1 context=$2
  shift 2
  if ((has_registry)); then
    docker buildx build --progress=plain "${build_options[@]}" --file "$file" "$@" "$context"
  else
    sed '1{/^# syntax=/d}' "$file" |
      docker buildx build --progress=plain "${build_options[@]}" --file - "$@" "$context"
  fi
}
