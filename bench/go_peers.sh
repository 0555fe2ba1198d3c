# Sourced by script/bench: builds health checks that are written in Go, and a gRPC server for them. They are static, as
# their own releases are. What cannot be built, because Go is missing or a module cannot be downloaded, is left out.
# shellcheck shell=bash

# Renovate updates these (renovate.json).
go_peers=(
  github.com/grpc-ecosystem/grpc-health-probe@v0.4.63
  github.com/Moq77111113/hc@v0.1.0
)
grpc_library=google.golang.org/grpc
go_flags=(-trimpath -ldflags='-s -w')

# Runs go, which may download modules: for ten minutes at most.
run_go() { quietly timeout --foreground --kill-after=5 600 env CGO_ENABLED=0 GOBIN="$PWD/$go_programs" go "$@"; }

# The version of gRPC that grpc-health-probe was built with.
grpc_version() {
  go version -m "$go_programs/grpc-health-probe" | awk -v name="$grpc_library" '$1 == "dep" && $2 == name { print $3 }'
}

# Builds the server of the tests, with the same version of gRPC as grpc-health-probe.
build_grpc_server() {
  local sources=build/bench/grpc_server output=$PWD/$go_programs/grpc_server
  mkdir "$sources" && cp tests/real/grpc_server.go "$sources" && (
    cd "$sources" && run_go mod init bench && run_go get "$grpc_library/health@$1" &&
      run_go build "${go_flags[@]}" -o "$output"
  )
}

build_go_peers() {
  local module name
  rm -rf "$go_programs" build/bench/grpc_server
  mkdir -p "$go_programs"
  command -v go >/dev/null || echo "Go is not installed" >&2
  for module in "${go_peers[@]}"; do
    name=${module##*/}
    run_go install "${go_flags[@]}" "$module" || echo "not built, and so not measured: ${name/@/ }" >&2
  done
  [[ ! -x $go_programs/grpc-health-probe ]] || build_grpc_server "$(grpc_version)" || echo "not built, so gRPC is not measured: its server" >&2
}
