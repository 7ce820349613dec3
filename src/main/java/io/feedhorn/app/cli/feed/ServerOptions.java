package io.feedhorn.app.cli.feed;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all commands that are clients of a server. Filled in by picocli. */
final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:FEEDHORN_URL:-http://127.0.0.1:8080}",
      description = "The server. Default: FEEDHORN_URL, else http://127.0.0.1:8080.")
  String url = "";

  @Option(
      names = "--token",
      paramLabel = "JWT",
      defaultValue = "${env:FEEDHORN_TOKEN}",
      description =
          "Sent as a bearer token. Default: FEEDHORN_TOKEN, which other users cannot see.")
  @Nullable String token;
}
