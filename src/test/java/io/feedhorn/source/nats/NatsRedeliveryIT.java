package io.feedhorn.source.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Broker;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.SwitchedWriter;
import io.feedhorn.source.TestNats;
import io.feedhorn.source.format.Format;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a stream that arrive again while they wait for the feeds' writer. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
class NatsRedeliveryIT {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final SwitchedWriter writer = SwitchedWriter.deploy(vertx, 0);
  private final Counters counters = new Counters();
  private Broker broker;
  private String url = "";

  private static final class Counters implements SourceMetrics {
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    @Override
    public void received() {
      received.incrementAndGet();
    }

    @Override
    public void published() {
      published.incrementAndGet();
    }

    @Override
    public void failed(Failure failure) {
      if (failure == Failure.MESSAGE) {
        broken.incrementAndGet();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    int port = Broker.freePort();
    url = "nats://127.0.0.1:" + port;
    broker = TestNats.start(folder, port);
    try (Connection client = TestNats.connect(url)) {
      client
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("S").subjects("s").build());
    }
    NatsOptions nats =
        new NatsOptions(url, "s", "S", "source", Duration.ofSeconds(10), Format.JSON);
    Duration pause = Duration.ofMillis(20);
    SourceOptions options =
        new SourceOptions("test", MappingOptions.to("n.x"), nats, 256, pause, pause);
    vertx.deployVerticle(new NatsVerticle(options, nats, counters)).await();
    await().atMost(SourceServer.PATIENCE).until(() -> consumer() != null);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    broker.close();
  }

  /** Returns the consumer of the source; null if there is none. */
  private @Nullable ConsumerInfo consumer() throws Exception {
    try (Connection client = TestNats.connect(url)) {
      List<ConsumerInfo> consumers = client.jetStreamManagement().getConsumers("S");
      return consumers.size() == 1 ? consumers.get(0) : null;
    }
  }

  private void publish(String... messages) throws Exception {
    try (Connection client = TestNats.connect(url)) {
      for (String message : messages) {
        client.jetStream().publish("s", message.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void awaitReceived(int count) {
    await().atMost(SourceServer.PATIENCE).until(() -> counters.received.get() >= count);
  }

  private void assertThatEachIsPublishedAndAcknowledgedOnce(int published) {
    writer.recover();
    await()
        .atMost(SourceServer.PATIENCE)
        .until(
            () -> {
              ConsumerInfo consumer = consumer();
              return consumer != null
                  && consumer.getNumAckPending() == 0
                  && consumer.getAckFloor().getStreamSequence() == published + 1;
            });
    assertThat(writer.published())
        .containsExactlyElementsOf(IntStream.range(0, published).boxed().toList());
    assertThat(counters.received).hasValue(published + 1);
    assertThat(counters.published).hasValue(published);
    assertThat(counters.broken).hasValue(1);
  }

  @Test
  void aMessageThatIsOnlySlowIsCountedOnce() throws Exception {
    try (Connection client = TestNats.connect(url)) {
      JetStreamManagement management = client.jetStreamManagement();
      ConsumerInfo created = management.getConsumers("S").get(0);
      ConsumerConfiguration.Builder impatient =
          ConsumerConfiguration.builder(created.getConsumerConfiguration())
              .ackWait(Duration.ofMillis(200));
      management.addOrUpdateConsumer("S", impatient.build());
    }
    publish("0", "nonsense", "1");
    awaitReceived(3);
    await()
        .atMost(SourceServer.PATIENCE)
        .until(
            () -> {
              ConsumerInfo consumer = consumer();
              return consumer != null && consumer.getRedelivered() == 3;
            });
    publish("2");
    awaitReceived(4);

    assertThatEachIsPublishedAndAcknowledgedOnce(3);
  }

  @Test
  void aMessageThatArrivesAgainAfterAReconnectionIsCountedOnce() throws Exception {
    publish("0", "nonsense", "1");
    awaitReceived(3);
    broker.kill();
    broker.start();
    await()
        .atMost(SourceServer.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              ConsumerInfo consumer = consumer();
              return consumer != null
                  && !consumer.getName().equals("source-1")
                  && consumer.getDelivered().getConsumerSequence() >= 3;
            });
    publish("2");
    awaitReceived(4);

    assertThatEachIsPublishedAndAcknowledgedOnce(3);
  }
}
