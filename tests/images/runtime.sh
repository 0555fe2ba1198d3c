# Sourced by script/test-images: tests what is in the image, and that it runs without any privilege.
# shellcheck shell=bash

test_runtime() {
  base=$(pinned_in Dockerfile | grep distroless)
  ((has_registry)) || base=localhost/aupair-stand-in/static
  build_with_programs >"$log" 2>&1 || { cat "$log" && fail "the images with programs cannot be built"; }
  check "its configuration: user, entrypoint, folder, what distroless sets" has_configuration
  check "its labels: title, description, license, version, revision" has_labels
  check "it adds two files to distroless, and changes none" adds_two_files
  check "it adds no layer but the files' and an empty one" adds_layers
  check "there is no shell in it" has_no_shell
  check "it runs as 65532, read-only, with no capability, no new privilege and no network" runs_hardened
  check "the line of a PROGRAM that is not there comes out, and 127" says_what_is_missing
}

# Builds $images/programs, which has the test's programs beside init and probe, and $images/server from the README's
# Dockerfile, in which `aupair` is the image with both binaries.
build_with_programs() {
  printf '%s\n' 'FROM runtime' 'COPY child server /' >"$scratch/Dockerfile"
  build "$scratch/Dockerfile" "$programs" --build-context "runtime=docker-image://$images/runtime" \
    --tag "$images/programs" &&
    sed -n '/^.\{3\}dockerfile$/,/^.\{3\}$/p' README.md | sed '1d;$d' >"$scratch/Dockerfile" &&
    build "$scratch/Dockerfile" "$programs" --build-context "aupair=docker-image://$images/binaries" \
      --tag "$images/server"
}

config() { docker image inspect --format "{{json .Config.$2}}" "$1"; }

has_configuration() {
  same User '"65532:65532"' "$(config "$images/runtime" User)" &&
    same Entrypoint '["/init","--"]' "$(config "$images/runtime" Entrypoint)" &&
    same Cmd null "$(config "$images/runtime" Cmd)" &&
    same WorkingDir '"/home/nonroot"' "$(config "$images/runtime" WorkingDir)" &&
    same Env "$(config "$base" Env)" "$(config "$images/runtime" Env)"
}

# The version has to be that of the programs, and the revision that of the sources.
has_labels() {
  local words
  read -ra words < <("$(native)/init" --version)
  has_label title aupair && has_label licenses MIT && has_label version "${words[2]}" &&
    has_label revision "$revision" && has_label description "$(sed -nE 's/^  DESCRIPTION "(.*)"\)$/\1/p' CMakeLists.txt)"
}

has_label() {
  same "$1" "$2" "$(docker image inspect --format "{{index .Config.Labels \"org.opencontainers.image.$1\"}}" "$images/runtime")"
}

# Prints type, mode, owner, size and name of every file in an image.
files_of() {
  local container
  container=$(docker create --pull never --label "$prefix" "$1" /none) &&
    docker export "$container" | tar --list --verbose --numeric-owner --file - |
    awk '{ size = $3; $3 = $4 = $5 = ""; print size, $0 }' | sort --key=4
}

adds_two_files() {
  local init probe
  init=$(stat --format=%s "$(native)/init") probe=$(stat --format=%s "$(native)/probe")
  diff <(files_of "$base") <(files_of "$images/runtime") | grep '^[<>]' | tr --squeeze-repeats ' ' >"$scratch/added"
  same files "> $init -r-xr-xr-x 65532/65532 init
> $probe -r-xr-xr-x 65532/65532 probe" "$(cat "$scratch/added")" && seen="$((init + probe)) bytes"
}

adds_layers() {
  local before after
  before=$(docker image inspect --format '{{len .RootFS.Layers}}' "$base")
  after=$(docker image inspect --format '{{len .RootFS.Layers}}' "$images/runtime")
  seen="$before and $((after - before))"
  # This is the digest of the empty layer, which WORKDIR adds if the folder exists already.
  same "layers added" 2 "$((after - before))" &&
    same "the last layer" sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef \
      "$(docker image inspect --format '{{index .RootFS.Layers (len (slice .RootFS.Layers 1))}}' "$images/runtime")"
}

has_no_shell() {
  docker export "$(docker create --pull never --label "$prefix" "$images/runtime" /none)" | tar --list --file - >"$scratch/files"
  grep --line-regexp init "$scratch/files" && ! grep --extended-regexp '(^|/)([abckz]|ba|da|tc|)sh$|busybox|toybox' "$scratch/files" &&
    ! run --entrypoint /bin/sh "$images/runtime" -c true 2>"$scratch/said" && grep 'exec: "/bin/sh"' "$scratch/said"
}

runs_hardened() {
  run "$images/programs" /child state >"$scratch/said" 2>&1
  same "exit code" 0 $? && grep --line-regexp 'user 65532:65532, [01] other groups' "$scratch/said" &&
    grep --line-regexp 'directory /home/nonroot' "$scratch/said" &&
    run --entrypoint /probe "$images/runtime" file:/init
}

says_what_is_missing() {
  run "$images/runtime" /none >"$scratch/said" 2>&1
  same "exit code" 127 $? && same line "init: /none: No such file or directory" "$(cat "$scratch/said")" &&
    seen=$(cat "$scratch/said")
}
