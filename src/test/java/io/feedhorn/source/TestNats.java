package io.feedhorn.source;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Connections of tests to a nats-server. */
public final class TestNats {
  /** Also that of requests to JetStream; the library's two seconds are few on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private TestNats() {}

  /** Starts a server with JetStream, whose files are in a folder. */
  public static Broker start(Path folder, int port) {
    return Broker.start(
        folder,
        port,
        List.of(
            Broker.program("/usr/sbin/nats-server", "/usr/bin/nats-server"),
            "-a",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-js",
            "-sd",
            folder.resolve("js").toString()));
  }

  /** Connects to a server. */
  public static Connection connect(String url) throws IOException, InterruptedException {
    return Nats.connect(Options.builder().server(url).connectionTimeout(TIMEOUT).build());
  }
}
