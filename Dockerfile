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

# Inside a container the loopback address is reached by nobody, so the server listens on all of
# them. It has no keys: everyone who reaches the published port may read and publish. Publish it to
# 127.0.0.1, as above, or put something in front that asks who is there.
ENV FEEDHORN_HTTP_HOST=0.0.0.0 \
    FEEDHORN_HTTP_PORT=8080 \
    FEEDHORN_AUTH_OPEN=true

EXPOSE 8080
# No name, no home, nothing to write to but /tmp, where the pages are unpacked. Settings of one's own:
# -v ./my.yaml:/app/conf/feedhorn.yaml:ro
USER 10001:10001

# Bash's own TCP: the image need not have curl or wget.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$FEEDHORN_HTTP_PORT && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && cat <&3 >/dev/null && [[ $status == 'HTTP/1.1 200 '* ]]"]

ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "feedhorn.jar"]
CMD ["serve"]
