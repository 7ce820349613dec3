package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.OpenLoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flushing, positions and answers of a bridge with several addresses. */
class EventBusBridgeTest {
  private static final int BYTES = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PublishService publishService = new PublishService(vertx.eventBus(), BYTES);
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private FeedRegistry feeds;
  private RecordingConnection connection;
  private EventBusBridge bridge;

  @BeforeEach
  void connect() {
    FeedOptions options =
        new FeedOptions(DeliveryMode.LATEST, BYTES, Duration.ofDays(1), "no-cache");
    feeds = new FeedRegistry(new FeedsOptions(options, Map.of()), Clock.system(), new Random());
    LoopCalls.await(vertx.deployVerticle(new FeedWriterVerticle(feeds, metrics, BYTES)));
    connection = new RecordingConnection();
    bridge =
        LoopCalls.call(
            loop,
            () -> {
              LoopContext loopContext =
                  OpenLoopContext.of(
                      vertx, feeds, metrics, new Limits(BYTES, 1_000, BYTES), Duration.ofDays(1));
              return new EventBusBridge(
                  loopContext,
                  loopContext.limiter().at("127.0.0.1"),
                  connection,
                  "test",
                  Permissions.ALL);
            });
  }

  @AfterEach
  void disconnect() {
    LoopCalls.await(vertx.close());
    metrics.close();
  }

  @Test
  void updatesOfSeveralAddressesAreFlushedOnce() {
    register("t.a", null);
    register("t.*", null);
    register("t.>", null);

    publish();

    awaitEvents("write", "write", "write", "flush");
  }

  @Test
  void laterUpdatesAreFlushedAgain() {
    register("t.a", null);
    publish();
    awaitEvents("write", "flush");

    publish();

    awaitEvents("write", "flush", "write", "flush");
  }

  @Test
  void aFullConnectionIsFlushedAtOnceAndAcceptsMoreBeforeTheNextFlush() {
    Receipt first = publish();
    publish();
    publish();
    LoopCalls.call(loop, () -> connection.room = 1);

    register("t.a", first.cursor().toString());

    awaitEvents("write", "flush", "write", "flush");
  }

  @Test
  void aPingWithAReplyAddressIsAnsweredWithThePositionOfAllAddresses() {
    register("t.a", null);
    register("t.b", null);
    Receipt newest = publish();
    awaitEvents("write", "flush");

    String answer = answer("{\"type\":\"ping\",\"replyAddress\":\"pong\"}");

    assertThat(answer)
        .startsWith("{\"type\":\"rec\",\"address\":\"pong\",\"body\":{\"now\":")
        .endsWith(",\"cursor\":\"" + newest.cursor() + "\"}}");
  }

  @Test
  void aPingIsAnsweredWithoutAPositionWhileAnUpdateWaits() {
    Receipt first = publish();
    publish();
    LoopCalls.call(loop, () -> connection.room = 0);
    register("t.a", first.cursor().toString());
    register("t.b", null);

    assertThat(answer("{\"type\":\"ping\",\"replyAddress\":\"pong\"}"))
        .endsWith(",\"cursor\":\"\"}}");
  }

  @Test
  void aPingWithoutAReplyAddressIsNotAnswered() {
    receive("{\"type\":\"ping\"}");

    awaitEvents();
  }

  @Test
  void aRegistrationWithAReplyAddressIsAnsweredBeforeItsUpdates() {
    Receipt first = publish();
    publish();

    receive(
        "{\"type\":\"register\",\"address\":\"t.a\",\"replyAddress\":\"r\",\"headers\":{\"since\":\"%s\"}}"
            .formatted(first.cursor()));

    String end = first.cursor().toString().replaceFirst("1$", "2");
    awaitEvents(
        "{\"type\":\"rec\",\"address\":\"r\",\"body\":{\"cursor\":\"%s\",\"recovered\":true}}"
            .formatted(end),
        "write",
        "flush");
  }

  @Test
  void aRegistrationWithConflateGetsTheNewestUpdateOnly() {
    Receipt first = publish();
    publish();
    publish();

    receive(
        "{\"type\":\"register\",\"address\":\"t.a\",\"headers\":{\"since\":\"%s\",\"conflate\":true}}"
            .formatted(first.cursor()));

    awaitEvents("write", "flush");
  }

  @Test
  void aRegistrationWithAnInvalidReplyAddressSubscribesToNothing() {
    String answer = answer("{\"type\":\"register\",\"address\":\"t.a\",\"replyAddress\":7}");

    assertThat(answer).contains("\"body\":\"rejected\"", "'replyAddress' must be a string");
    publish();
    assertThat(answer("{\"type\":\"ping\",\"replyAddress\":\"pong\"}")).contains("\"pong\"");
    assertThat(LoopCalls.call(loop, () -> connection.events)).doesNotContain("write");
  }

  @Test
  void thePublishedUpdateIsSentBeforeItsAddressIsUnregistered() {
    register("t.a", null);

    Future<Receipt> next =
        LoopCalls.call(
            loop,
            () -> {
              bridge.receive("{\"type\":\"publish\",\"address\":\"t.a\",\"body\":1}");
              bridge.receive("{\"type\":\"unregister\",\"address\":\"t.a\"}");
              Future<Receipt> later = publishService.publish("t.b", "1");
              // Then the update and its receipt have been sent, and arrive before the flush.
              while (feeds.endPosition("t").offset() < 2) {
                Thread.onSpinWait();
              }
              return later;
            });
    LoopCalls.await(next);

    await()
        .untilAsserted(
            () ->
                assertThat(LoopCalls.call(loop, () -> List.copyOf(connection.events)))
                    .containsSubsequence("write", "flush", "drop"));
  }

  private void receive(String message) {
    LoopCalls.call(
        loop,
        () -> {
          bridge.receive(message);
          return true;
        });
  }

  private String answer(String message) {
    return LoopCalls.call(
        loop,
        () -> {
          bridge.receive(message);
          return connection.events.get(connection.events.size() - 1);
        });
  }

  private void register(String address, @Nullable String since) {
    String headers = since == null ? "{}" : "{\"since\":\"" + since + "\"}";
    receive(
        "{\"type\":\"register\",\"address\":\"%s\",\"headers\":%s}".formatted(address, headers));
  }

  private Receipt publish() {
    return LoopCalls.await(publishService.publish("t.a", "1"));
  }

  private void awaitEvents(String... events) {
    await()
        .untilAsserted(
            () ->
                assertThat(LoopCalls.call(loop, () -> List.copyOf(connection.events)))
                    .containsExactly(events));
  }

  /** A connection that accepts a number of updates until it is flushed. */
  private static final class RecordingConnection implements BridgeConnection {
    private final List<String> events = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int unflushed;

    @Override
    public boolean writable() {
      return unflushed < room;
    }

    @Override
    public BridgeUpdateEncoder.Framing framing() {
      return BridgeUpdateEncoder.Framing.FRAME;
    }

    @Override
    public void write(SharedFrame update, BridgeSubscription subscription) {
      unflushed++;
      events.add("write");
    }

    @Override
    public void drop(BridgeSubscription ended) {
      events.add("drop");
    }

    @Override
    public void flush() {
      unflushed = 0;
      events.add("flush");
    }

    @Override
    public void send(String message) {
      events.add(message);
    }

    @Override
    public void beat() {}

    @Override
    public void disconnect(DisconnectReason reason, String text) {
      events.add("close");
    }
  }
}
