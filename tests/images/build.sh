# Sourced by script/test-images: the Dockerfile and its stages, for every architecture.
# shellcheck shell=bash disable=SC2016 # what the Dockerfile expands

binaries=$PWD/build/images # with a folder for each architecture

test_build() {
  check "docker build --check has nothing to say" build Dockerfile . --check
  check "every FROM is pinned and named" every_from_is_pinned Dockerfile
  check "an image has one digest, wherever it is named" one_digest_each
  check "shellcheck has nothing to say of what RUN runs" shellcheck_runs
  check "every architecture is compiled, on the builder's own" build_binaries
  check "a release has every program by both names of its architecture, and their sums" is_released
  check "stage test: the unit tests pass" build Dockerfile . --target test --output type=cacheonly
  check "stages binaries and runtime" build_images
  check "an older ARM is refused" refuses linux/arm/v6
  if [[ $(docker info --format '{{.DriverStatus}}') == *io.containerd.snapshotter* ]]; then
    check "an image of one commit has one digest" is_reproducible
  else
    skip "an image of one commit has one digest" "the engine's older image store cannot write what that takes"
  fi
  check "the programs for the other tests" build_programs
}

# every_from_is_pinned FILE [PATTERN]...: every stage of a Dockerfile has a name, and its base has a digest, unless the base
# is an earlier stage, `scratch` or an image that a pattern matches. Files are copied only from stages.
every_from_is_pinned() {
  local file=$1 image as name known is_known stages=(scratch "${@:2}")
  while read -r image as name; do
    [[ $as == AS && $name ]] || { echo "$file: no name: FROM $image" && return 1; }
    is_known=0
    [[ ! $image =~ ^[^:]+:[^@]+@sha256:[0-9a-f]{64}$ ]] || is_known=1
    for known in "${stages[@]}"; do
      # shellcheck disable=SC2053 # a pattern
      [[ $image != $known ]] || is_known=1
    done
    ((is_known)) || { echo "$file: not pinned: $image" && return 1; }
    stages+=("$name")
  done < <(sed -nE 's/^FROM (--platform=[^ ]+ )?//p' "$file")
  while read -r name; do
    [[ " ${stages[*]} " == *" $name "* ]] || { echo "$file: no stage: --from=$name" && return 1; }
  done < <(sed -nE 's/^COPY .*--from=([^ ]+) .*/\1/p' "$file")
}

one_digest_each() {
  local twice
  twice=$(grep --no-filename --only-matching --extended-regexp '[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}' \
    README.md Dockerfile examples/*/Dockerfile .github/workflows/*.yml | sort --unique |
    cut --delimiter=@ --fields=1 | uniq --repeated)
  same "images with several digests" "" "$twice"
}

# Checks the here-documents of the Dockerfile together. hadolint asks shellcheck too.
shellcheck_runs() {
  awk '/<<END$/ { inside = 1; next } /^END$/ { inside = 0 } inside' Dockerfile >"$scratch/runs" &&
    grep --quiet apt-get "$scratch/runs" && shellcheck --shell=dash --exclude=SC2154 "$scratch/runs"
}

# Builds all at once: they share their first stage, and apt's cache is locked by one at a time.
build_binaries() {
  local name jobs=() result=0 sizes=()
  for name in $(architectures); do
    build Dockerfile . --target binaries --platform "$(architecture_row "$name" platform)" \
      --output "type=local,dest=$binaries/$name" >"$log.$name" 2>&1 &
    jobs+=("$!")
  done
  for name in $(architectures); do
    wait "${jobs[0]}" || { cat "$log.$name" && result=1; }
    jobs=("${jobs[@]:1}")
    sizes+=("$name $(stat --format=%s "$binaries/$name/init" "$binaries/$name/probe" | paste --serial --delimiters=+)")
    rm "$log.$name"
  done
  printf -v seen '%s, ' "${sizes[@]}"
  seen="init+probe ${seen%, } bytes"
  return "$result"
}

is_released() {
  local name folder=$scratch/release
  script/release "$binaries" "$folder" && (cd "$folder" && sha256sum --check --strict --quiet SHA256SUMS) &&
    cmp "$folder/probe-arm64" "$folder/probe-aarch64" || return
  for name in $(architectures); do
    cmp "$binaries/$name/init" "$folder/init-$name" && cmp "$binaries/$name/probe" "$folder/probe-$name" || return
  done
}

# Builds the images that the other tests use.
build_images() {
  local version
  version=$(sed -nE 's/^project\(.* VERSION ([0-9.]+) .*/\1/p' CMakeLists.txt)
  revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
  build Dockerfile . --target binaries --tag "$images/binaries" &&
    build Dockerfile . --tag "$images/runtime" --build-arg VERSION="$version" --build-arg REVISION="$revision"
}

refuses() {
  ! build Dockerfile . --target binaries --platform "$1" --output type=cacheonly >"$scratch/said" 2>&1 &&
    grep "there is no preset for $(echo "${1#linux/}" | tr / ' ')" "$scratch/said"
}

# Prints the folder of the binaries that run on the engine's machine.
native() { echo "$binaries/$architecture"; }

# Compiles and writes the image twice.
is_reproducible() {
  local i digests=()
  for i in 1 2; do
    SOURCE_DATE_EPOCH=1700000000 build Dockerfile . --provenance=false --no-cache-filter build,binaries,runtime \
      --output "type=oci,dest=$scratch/image$i.tar,rewrite-timestamp=true" || return
    digests+=("$(tar --extract --to-stdout --file "$scratch/image$i.tar" index.json | jq --raw-output '.manifests[0].digest')")
  done
  seen=${digests[0]}
  [[ $seen == sha256:* ]] && same digest "${digests[@]}"
}

# Builds the demo's server and the program that plays the children of tests/process, in two more stages.
build_programs() {
  {
    cat Dockerfile - <<'END'
FROM build AS programs
ARG TARGETARCH
COPY tests/process/child.cc /
RUN cmake --build --preset $TARGETARCH --target server && mv build/$TARGETARCH/bin/server / && \
    /usr/bin/*-g++ -std=c++20 -O1 -static -o /child /child.cc
FROM scratch
COPY --from=programs /child /server /
END
  } >"$scratch/Dockerfile"
  build "$scratch/Dockerfile" . --output "type=local,dest=$programs"
}
