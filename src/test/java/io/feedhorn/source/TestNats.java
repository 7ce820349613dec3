package io.feedhorn.source;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;

/** Connections of tests to a nats-server. */
public final class TestNats {
  /** Also that of requests to JetStream; the library's two seconds are few on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private TestNats() {}

  /** Connects to a server. */
  public static Connection connect(String url) throws IOException, InterruptedException {
    return Nats.connect(Options.builder().server(url).connectionTimeout(TIMEOUT).build());
  }
}
