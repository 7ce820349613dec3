# docker build -t feedhorn . && docker run --rm -p 127.0.0.1:8080:8080 feedhorn

# The JDK that `mvn verify` runs on in CI.
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
# Below all other settings: /app/conf/feedhorn.yaml, if one is mounted, and the environment.
COPY conf/image/feedhorn.yaml ./image.yaml

EXPOSE 8080
# No name, no home. It writes to /tmp alone, where the pages are unpacked, so --read-only works with
# --tmpfs /tmp. Settings: -v ./my.yaml:/app/conf/feedhorn.yaml:ro
USER 10001:10001

# Finds port, host and TLS in the same settings as the server.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-jar", "feedhorn.jar", "--defaults", "image.yaml", "health"]

ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "feedhorn.jar", "--defaults", "image.yaml"]
CMD ["serve"]
