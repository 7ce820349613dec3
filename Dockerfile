# docker build -t feedhorn . && docker run --rm -p 127.0.0.1:8080:8080 feedhorn

# The JDK version of the CI build.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B --no-transfer-progress package -DskipTests

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Feedhorn" \
      org.opencontainers.image.description="A live-feed and notification server" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /src/target/feedhorn.jar /src/LICENSE ./
# Defaults of the image. A mounted /app/conf/feedhorn.yaml and the environment override them.
COPY conf/image/feedhorn.yaml ./image.yaml
# For store.path: a new named volume mounted here belongs to the user below.
RUN mkdir /data && chown 10001:10001 /data

EXPOSE 8080
# A user without a name and a home directory. The server writes only to /tmp, where it unpacks the
# pages, and to store.path, so --read-only works with --tmpfs /tmp. Settings: -v ./my.yaml:/app/conf/feedhorn.yaml:ro
USER 10001:10001

# The check reads port, host and TLS from the same settings as the server.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", "feedhorn.jar", "--defaults", "image.yaml", "health"]

ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "feedhorn.jar", "--defaults", "image.yaml"]
CMD ["serve"]
