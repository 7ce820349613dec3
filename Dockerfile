# docker build -t feedhorn . && docker run --rm -p 127.0.0.1:8080:8080 feedhorn

# The JDK version of the CI build.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B --no-transfer-progress package -DskipTests

FROM eclipse-temurin:25-jdk AS runtime
# Java with the modules that the server uses: jdeps --print-module-deps without java.desktop (only JGroups' demos),
# java.scripting (one of its protocols), and with jdk.naming.dns for cluster.members: dns:NAME.
RUN jlink --add-modules java.base,java.compiler,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported \
      --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 --output /root-fs/opt/java
# Of the operating system only glibc, and what scanners need to find its version.
RUN mkdir -p /root-fs/usr/bin /root-fs/etc /root-fs/var/lib/dpkg/status.d /root-fs/data \
    && mkdir -m 1777 /root-fs/tmp \
    && ldd /root-fs/opt/java/bin/java /root-fs/opt/java/lib/*.so /root-fs/opt/java/lib/server/libjvm.so \
       | grep -oE '[[:space:]]/(usr/)?lib[^ ]*' | sort -u | xargs cp -L --parents -t /root-fs \
    && ln -s /opt/java/bin/java /root-fs/usr/bin/java \
    && cp -L /etc/os-release /etc/nsswitch.conf /root-fs/etc/ \
    && dpkg -s libc6 >/root-fs/var/lib/dpkg/status.d/libc6
# The same path and time of the jar as in the image: the JVM compares them with those in the cache.
WORKDIR /app
COPY --from=build /src/target/feedhorn.jar /src/LICENSE ./
COPY conf/image/feedhorn.yaml ./image.yaml
# Starts the server once, uses all transports, and stops it, so that the JVM writes a cache of linked classes and of profiles of
# methods. The same options as in bin/feedhorn. A check that fails on a slow machine (1) does not end the build.
RUN mkfifo ready \
    && { /root-fs/opt/java/bin/java -XX:AOTCacheOutput=feedhorn.aot -jar feedhorn.jar --defaults image.yaml serve >ready & } \
    && head -n 1 ready \
    && { /root-fs/opt/java/bin/java -jar feedhorn.jar conform --url http://127.0.0.1:8080 \
         --hold 0 --hops 1 --cuts 1 --pollers 2 --rate 20 --readers 1; test $? -lt 2; } \
    && kill $! && { wait $! || true; } && test -s feedhorn.aot && rm ready

FROM scratch
LABEL org.opencontainers.image.title="Feedhorn" \
      org.opencontainers.image.description="A live-feed and notification server" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=runtime /root-fs /
# For store.path: a new named volume mounted here belongs to the user below.
COPY --from=runtime --chown=10001:10001 /root-fs/data /data
WORKDIR /app
# image.yaml has the defaults of the image. A mounted /app/conf/feedhorn.yaml and the environment override them.
COPY --from=runtime /app ./

EXPOSE 8080
# A user without a name and a home directory. The server writes only to /tmp, where it unpacks the
# pages, and to store.path, so --read-only works with --tmpfs /tmp. Settings: -v ./my.yaml:/app/conf/feedhorn.yaml:ro
USER 10001:10001

# The check reads host, TLS and the port, or that of the health checks, from the same settings as the server.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["java", "-XX:AOTCache=feedhorn.aot", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", "feedhorn.jar", "--defaults", "image.yaml", "health"]

ENTRYPOINT ["java", "-XX:AOTCache=feedhorn.aot", "-XX:MaxRAMPercentage=75", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=25", "-XX:G1PeriodicGCInterval=300000", "-XX:+ExitOnOutOfMemoryError", "-jar", "feedhorn.jar", "--defaults", "image.yaml"]
CMD ["serve"]
