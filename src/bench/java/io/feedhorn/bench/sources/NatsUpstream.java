package io.feedhorn.bench.sources;

import io.feedhorn.source.Broker;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream of JetStream, which drops a message with the ID of an earlier one. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
final class NatsUpstream implements NumberedUpstream {
  private static final String STREAM = "NUMBERS";
  private static final String SUBJECT = "numbers";
  private static final long SECONDS = 30;

  private final Broker broker;
  private final String url;

  NatsUpstream(Path folder) throws Exception {
    int port = Broker.freePort();
    url = "nats://127.0.0.1:" + port;
    String program = Broker.program("/usr/sbin/nats-server", "/usr/bin/nats-server");
    String number = Integer.toString(port);
    String data = folder.resolve("nats").toString();
    broker =
        Broker.start(
            folder, port, List.of(program, "-a", "127.0.0.1", "-p", number, "-js", "-sd", data));
    try (Connection client = connect()) {
      client
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name(STREAM)
                  .subjects(SUBJECT)
                  .duplicateWindow(Duration.ofMinutes(10))
                  .build());
    }
  }

  /** Connects without reconnecting, which would send waiting messages behind later ones. */
  private Connection connect() throws Exception {
    return Nats.connect(Options.builder().server(url).noReconnect().build());
  }

  @Override
  public Map<String, String> source() {
    return Map.of("TYPE", "nats", "URL", url, "STREAM", STREAM, "SUBJECT", SUBJECT, "TOPIC", "n.x");
  }

  @Override
  public void send(int from, int to) throws Exception {
    List<CompletableFuture<PublishAck>> sent = new ArrayList<>();
    try (Connection client = connect()) {
      JetStream stream = client.jetStream();
      for (int n = from; n < to; n++) {
        String number = Integer.toString(n);
        sent.add(
            stream.publishAsync(
                SUBJECT,
                number.getBytes(StandardCharsets.UTF_8),
                PublishOptions.builder().messageId(number).build()));
      }
      for (CompletableFuture<PublishAck> each : sent) {
        each.get(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void restart() {
    broker.kill();
    broker.start();
  }

  @Override
  public void close() {
    broker.close();
  }
}
