# Sourced by script/test-images: checks all examples, and builds and runs those whose base images are pinned.
# shellcheck shell=bash

runnable=(server go worker grpc)

test_examples() {
  local name
  # The images that their Dockerfiles name: aupair, and the example that another one is built on.
  build_options+=(--build-context "aupair=docker-image://$images/binaries"
    --build-context "aupair-example-server=docker-image://$images/server")
  check "examples: every FROM is pinned, and named" each_example_is_pinned
  for name in "${runnable[@]}"; do
    check "example $name: healthy, and it stops by itself with 0" runs_example "$name"
  done
  check "example go: what is asked before a stop is answered after it" finishes_its_work
  check "examples: docker build --check has nothing to say" each_example_is_checked
  check "example wait-for-postgres: it waits, becomes the app, and says no password" waits_for_postgres
  if docker compose version >/dev/null 2>&1; then
    check "examples: docker compose config" each_compose_file_is_right
    check "example server: docker compose up --wait" composes_server
    check "example third-party: an image of Redis gets probe" gives_redis_probe
  else
    skip "Compose" "the engine's docker has none"
  fi
  if command -v npm >/dev/null; then
    check "examples: the manifests are as Kubernetes' schema has them" manifests_are_right
    check "examples: a manifest with a misspelled field would be refused" misspelled_is_refused
  else
    skip "Kubernetes' schema" "there is no npm"
  fi
}

# A reader has to fill in the digests of some base images. The test fills in a digest of zeros, and gives an image for it.
each_example_is_checked() {
  local file name base filled digest
  digest=sha256:$(printf '0%.0s' {1..64})
  for file in examples/*/Dockerfile; do
    filled=()
    while read -r name; do
      base=$(sed -nE "s/^FROM (.*)@.*$name.*/\\1/p" "$file")
      filled+=(--build-arg "$name=$digest" --build-context "$base@$digest=docker-image://$images/binaries")
    done < <(sed -nE 's/^ARG ([A-Z]+_DIGEST)=$/\1/p' "$file")
    build "$file" "${file%/*}" --check "${filled[@]}" || return
  done
}

# The base images of the examples that are run have a digest. Those of the others have a variable for it.
each_example_is_pinned() {
  local file
  for file in examples/*/Dockerfile; do
    # shellcheck disable=SC2016 # a pattern
    every_from_is_pinned "$file" aupair aupair-example-server 'gcr.io/distroless/*:nonroot@${*_DIGEST}' || return
  done
}

runs_example() {
  build "examples/$1/Dockerfile" "examples/$1" --tag "$images/$1" && stops_well "$1" "$images/$1"
}

# A request that takes two seconds is answered, although the server is told to stop meanwhile. (probe runs in another
# container, because every process in the server's container ends with it.)
finishes_its_work() {
  local asking result=0
  start go "$images/go" && await is_health go healthy || result=1
  docker run --rm --pull never --label "$prefix" --network "container:$prefix-go" --entrypoint /probe \
    "$images/runtime" --timeout=8s --expect=done http://127.0.0.1:8080/work &
  asking=$!
  await says go '.*work begins' && docker stop "$prefix-go" && wait "$asking" || result=1
  end go
  return "$result"
}

# stops_well NAME IMAGE [OPTION]...: starts a container, waits until it is healthy, and stops it.
stops_well() {
  local name=$1 image=$2
  shift 2
  start "$name" --tmpfs /tmp "$@" "$image" && await is_health "$name" healthy &&
    took_less_than 5000 docker stop "$prefix-$name" &&
    same "exit code" 0 "$(inspect "$name" '{{.State.ExitCode}}')" && seen="$took_ms ms"
  local result=$?
  ((result == 0)) || docker logs "$prefix-$name"
  end "$name"
  return "$result"
}

# debian_server NAME PACKAGE: builds an image of a server from Debian, for the examples that need one.
debian_server() {
  local base
  base=$(pinned_in Dockerfile | grep '^debian:')
  build - . --tag "$images/$1" <<END
FROM $base
RUN apt-get update && apt-get install --yes --no-install-recommends $2
END
}

# The database starts after the app, so that the app has to wait for it.
waits_for_postgres() {
  local result=0
  debian_server postgres postgresql &&
    build examples/wait-for-postgres/Dockerfile examples/wait-for-postgres --tag "$images/waiting" &&
    start postgres --tmpfs /tmp --user postgres "$images/postgres" sleep infinity &&
    docker run --detach --pull never --name "$prefix-waiting" --label "$prefix" --read-only --cap-drop ALL \
      --network "container:$prefix-postgres" \
      --env DATABASE_URL=postgresql://app:secret@127.0.0.1/app "$images/waiting" &&
    await says waiting 'waiting postgresql://127.0.0.1/app: connect: Connection refused' &&
    docker exec --detach "$prefix-postgres" sh -c 'cd /usr/lib/postgresql/*/bin && ./initdb -D /tmp/data &&
      exec ./postgres -D /tmp/data -k /tmp' &&
    await is_health waiting healthy &&
    says waiting 'healthy postgresql://127.0.0.1/app: it accepts .*' && says waiting 'listening on .*' || result=1
  ((result == 0)) || docker logs "$prefix-waiting"
  ! docker logs "$prefix-waiting" 2>&1 | grep secret || result=1
  end waiting && end postgres
  return "$result"
}

# compose NAME WORD...: runs docker compose with an example's file, and with the images and networks of this test.
compose() {
  local name=$1
  shift
  AUPAIR_IMAGE=$images/binaries REDIS_IMAGE=$images/redis POSTGRES_IMAGE=$images/postgres POSTGRES_PASSWORD=secret \
    docker compose --project-name "$prefix-$name" --file "examples/$name/compose.yaml" \
    --file "$scratch/$name.yaml" "$@"
}

# Prints the services with our programs that have more privileges than they need.
unlocked='.services | to_entries[] | select(.value.build or .value.image == "a" and .value.entrypoint) |
  select(.value.read_only != true or .value.cap_drop != ["ALL"] or .value.security_opt != ["no-new-privileges:true"]) | .key'

each_compose_file_is_right() {
  local file
  for file in examples/*/compose.yaml; do
    AUPAIR_IMAGE=a REDIS_IMAGE=a POSTGRES_IMAGE=a POSTGRES_PASSWORD=a docker compose --file "$file" config --format json \
      >"$scratch/config" 2>"$scratch/said" && same warnings "" "$(cat "$scratch/said")" || return
    same "$file: what is not locked" "" "$(jq --raw-output "$unlocked" "$scratch/config")" || return
  done
}

# up NAME SERVICE: starts the services, waits until all are healthy, and removes them.
up() {
  local result=0
  compose "$1" up --no-build --wait --wait-timeout 60 || result=1
  compose "$1" ps --all
  [[ $(compose "$1" ps --format '{{.Health}}' "$2") == healthy ]] || result=1
  ((result == 0)) || compose "$1" logs
  compose "$1" down --volumes --timeout 2
  return "$result"
}

composes_server() {
  cat >"$scratch/server.yaml" <<END
services:
  server: {image: $images/server, network_mode: none, ports: !reset []}
  worker: {image: $images/worker, network_mode: none}
END
  up server worker
}

gives_redis_probe() {
  cat >"$scratch/third-party.yaml" <<END
services:
  redis: {network_mode: none, command: [redis-server]}
END
  debian_server redis redis-server && up third-party redis
}

validate() {
  NODE_PATH=build/npm/node_modules node tests/images/validate.js "$@"
}

manifests_are_right() {
  script/setup schema &&
    validate examples/kubernetes/*.yaml
}

misspelled_is_refused() {
  sed 's/preStop:/prestop:/' examples/kubernetes/deployment.yaml >"$scratch/misspelled.yaml"
  ! validate "$scratch/misspelled.yaml" 2>"$scratch/refusal" &&
    grep 'no such field: .*lifecycle.prestop' "$scratch/refusal"
}
