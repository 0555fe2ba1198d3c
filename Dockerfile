# syntax=docker/dockerfile:1
# Builds init and probe for every architecture. The compilers run on the builder's own architecture: nothing is emulated.
#   docker build .                          the image: distroless with init and probe
#   docker build --target binaries .        only init and probe, for COPY --from=
#   docker build --target test .            runs the unit tests
#   docker build --platform=linux/arm64 .   or another platform of toolchains/architectures; 386 has only `binaries`,
#                                           as there is no distroless for it

# The tools that are the same for every architecture.
FROM --platform=$BUILDPLATFORM debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f AS tools
WORKDIR /aupair
# A Debian release has only one version of a package, and replaces it to fix something. If a version were pinned here,
# it would be gone one day, and the build would fail. The compiler for the builder's own architecture calls binutils by
# their names without a triplet.
# hadolint ignore=DL3008
RUN --mount=type=cache,id=aupair-apt,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,id=aupair-apt-lists,target=/var/lib/apt/lists,sharing=locked <<END
set -eu
rm -f /etc/apt/apt.conf.d/docker-clean # it would empty the cache
apt-get update
apt-get install --yes --no-install-recommends binutils cmake ninja-build
END

FROM tools AS test
# hadolint ignore=DL3008
RUN --mount=type=cache,id=aupair-apt,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,id=aupair-apt-lists,target=/var/lib/apt/lists,sharing=locked <<END
set -eu
apt-get update
apt-get install --yes --no-install-recommends doctest-dev g++
END
COPY CMakeLists.txt CMakePresets.json ./
COPY examples/server examples/server/
COPY base base/
COPY init init/
COPY manual manual/
COPY probe probe/
COPY tests tests/
RUN cmake --preset dev && \
    cmake --build --preset dev --target unit && \
    ctest --preset dev --tests-regex '^unit/'

# The compiler for one architecture, and that architecture's musl.
FROM tools AS compiler
ARG TARGETARCH
ARG TARGETVARIANT
# hadolint ignore=DL3008
RUN --mount=type=bind,source=toolchains/architectures,target=/tmp/architectures \
    --mount=type=cache,id=aupair-apt,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,id=aupair-apt-lists,target=/var/lib/apt/lists,sharing=locked <<END
set -eu
platform=linux/$TARGETARCH${TARGETVARIANT:+/$TARGETVARIANT}
case $platform in
  linux/arm | linux/arm/v8) platform=linux/arm/v7 ;; # Debian's is ARMv7
  linux/amd64/* | linux/arm64/*) platform=${platform%/*} ;;
esac
# Prints a column of this platform's row.
column() {
  awk -v platform="$platform" -v column="$1" '
    $1 == "docker" { for (i = 1; i <= NF; ++i) number[$i] = i }
    $2 == platform { print $number[column]; found = 1 }
    END { exit !found }' /tmp/architectures
}
debian=$(column debian) || {
  echo "there is no preset for $TARGETARCH $TARGETVARIANT in toolchains/architectures" >&2
  exit 1
}
compiler=g++-$(column gnu | tr _ -)
dpkg --add-architecture "$debian"
apt-get update
apt-get install --yes --no-install-recommends "$compiler" "musl-dev:$debian"
END

FROM compiler AS build
ARG TARGETARCH
COPY CMakeLists.txt CMakePresets.json ./
COPY toolchains toolchains/
COPY examples/server examples/server/
COPY base base/
COPY init init/
COPY manual manual/
COPY probe probe/
RUN cmake --preset "$TARGETARCH" -DBUILD_TESTING=OFF && \
    cmake --build --preset "$TARGETARCH" --target init probe

FROM scratch AS binaries
ARG TARGETARCH
COPY --link --from=build --chmod=0555 /aupair/build/$TARGETARCH/bin/init /aupair/build/$TARGETARCH/bin/probe /

FROM gcr.io/distroless/static-debian13:nonroot@sha256:e2e927ec666bae08560abb3c55d0659eceabb657f56b6782ab500a9fc7f555e3 AS runtime
# They go to the root folder: /bin and /sbin are symbolic links in Debian, which --link would replace with folders.
COPY --link --from=binaries --chown=65532:65532 --chmod=0555 /init /probe /
WORKDIR /home/nonroot
USER 65532:65532
ENTRYPOINT ["/init", "--"]
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="aupair" \
      org.opencontainers.image.description="A tiny init and a tiny health check for images without a shell" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
