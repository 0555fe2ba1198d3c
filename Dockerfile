# syntax=docker/dockerfile:1
# Both binaries for every architecture, each compiled on the builder's own: no emulation.
#   docker build .                          the image: distroless, and the two of them
#   docker build --target binaries .        only the two: what COPY --from= takes them from
#   docker build --target test .            the unit tests
#   docker build --platform=linux/arm64 .   and arm/v7 ppc64le s390x riscv64; 386 for
#                                           `binaries` alone, as distroless has no 386

# What every architecture is built with.
FROM --platform=$BUILDPLATFORM debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f AS tools
WORKDIR /aupair
# In a release, Debian keeps one version of a package, and replaces it when it mends
# something: a version pinned here would be gone some day, and no build possible. The
# compiler for the builder's own architecture calls binutils by their bare names.
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
RUN --mount=type=cache,id=aupair-apt,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,id=aupair-apt-lists,target=/var/lib/apt/lists,sharing=locked <<END
set -eu
case $TARGETARCH$TARGETVARIANT in
  amd64*) debian=amd64 compiler=g++-x86-64-linux-gnu ;;
  arm64*) debian=arm64 compiler=g++-aarch64-linux-gnu ;;
  arm | armv7 | armv8) debian=armhf compiler=g++-arm-linux-gnueabihf ;; # Debian's is ARMv7
  386) debian=i386 compiler=g++-i686-linux-gnu ;;
  ppc64le) debian=ppc64el compiler=g++-powerpc64le-linux-gnu ;;
  s390x) debian=s390x compiler=g++-s390x-linux-gnu ;;
  riscv64) debian=riscv64 compiler=g++-riscv64-linux-gnu ;;
  *) echo "there is no preset for $TARGETARCH $TARGETVARIANT in CMakePresets.json" >&2 && exit 1 ;;
esac
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
# Into the root: under /bin or /sbin, which are symbolic links in Debian, --link would put
# folders in their place.
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
