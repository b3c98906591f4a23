FROM debian:bookworm-slim AS build
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
      gcc libc6-dev meson ninja-build pkg-config python3 python3-yaml \
      libmicrohttpd-dev libjansson-dev libpq-dev libsodium-dev libutf8proc-dev zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY meson.build meson_options.txt ./
COPY include include
COPY migrations migrations
COPY openapi openapi
COPY service service
COPY tools tools
RUN meson setup /build --buildtype=release --prefix=/usr -Dtests=false \
 && DESTDIR=/out meson install -C /build

FROM debian:bookworm-slim
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
      libmicrohttpd12 libjansson4 libpq5 libsodium23 libutf8proc2 zlib1g \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --no-create-home --shell /usr/sbin/nologin --uid 64710 claimd
COPY --from=build /out/usr/bin/claimd /usr/bin/claimd
COPY data/sample.ndjson /usr/share/claimd/sample.ndjson
USER claimd
# Inside a container the network's edge is the container's: the public listener takes all addresses, the private one does not.
ENV CLAIMD_LISTEN=0.0.0.0:8080 CLAIMD_PRIVATE_LISTEN=127.0.0.1:8081
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["claimd", "health"]
ENTRYPOINT ["claimd"]
CMD ["serve"]
