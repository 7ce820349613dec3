package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {
  private final ConsumerCounter consumers = new ConsumerCounter();
  private final HubFixture fixture =
      HubFixture.on(
          Vertx.builder()
              .with(
                  new VertxOptions()
                      .setEventLoopPoolSize(2)
                      .setMetricsOptions(new MetricsOptions().setEnabled(true)))
              .withMetrics(options -> consumers)
              .build(),
          3);
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void deliversAnUpdateOnceIfSeveralPatternsMatch() {
    fixture.publish("prices.a", "1");
    fixture.subscribe(reader, "prices.a", "prices.*", "prices.>");
    fixture.subscribe(reader, "prices.a", "prices.*");
    fixture.publish("prices.a", "2");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void hasOneConsumerForAllReadersOfAFeed() {
    List<ScriptedReader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(fixture.reader("reader" + i));
      fixture.subscribe(readers.get(i), "prices.a", "prices.*", "chat.>", "prices.t" + i);
    }
    assertThat(consumers.of("prices")).isOne();
    assertThat(consumers.of("chat")).isOne();

    for (ScriptedReader each : readers) {
      assertThat(consumers.of("prices")).isOne();
      fixture.runOnLoop(each::close);
    }
    assertThat(consumers.of("prices")).isZero();
    assertThat(consumers.of("chat")).isZero();
  }

  @Test
  void unregistersTheConsumerOfAFeedWithoutSubscription() {
    fixture.subscribe(reader, "prices.a", "prices.b");
    fixture.runOnLoop(
        () -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.a", "chat.x")));
    assertThat(consumers.of("prices")).isOne();
    fixture.runOnLoop(
        () -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.b")));
    assertThat(consumers.of("prices")).isZero();
    fixture.publish("prices.b", "1");
    fixture.subscribe(reader, "prices.b");
    fixture.publish("prices.b", "2");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void returnsACursorBeforeTheFirstUpdate() {
    SubscribeResult result = fixture.subscribe(reader, "prices.*");
    Cursor cursor = result.cursor();
    fixture.publish("prices.a", "1");

    assertThat(cursor.position("prices")).extracting(Position::offset).isEqualTo(0L);
    assertThat(result.recovered()).isTrue();
    ScriptedReader later = fixture.reader("later");
    assertThat(fixture.subscribe(later, cursor, SubscribeOptions.ALL, "prices.*").updateCount())
        .isOne();
  }

  @Test
  void replaysMissedUpdatesAndThenDeliversLiveOnes() {
    publish("prices.a", "prices.b", "prices.a");
    SubscribeResult result = fixture.subscribe(reader, cursor(1), SubscribeOptions.ALL, "prices.*");
    fixture.publish("prices.b", "1");
    fixture.awaitFlush();

    assertThat(result.recovered()).isTrue();
    assertThat(result.cursor()).isEqualTo(cursor(3));
    assertThat(result.hasUpdates("prices")).isTrue();
    assertThat(reader.offsets()).containsExactly(2L, 3L, 4L);
  }

  @Test
  void isNotRecoveredIfHistoryIsTooShort() {
    publish("prices.a", "prices.b", "prices.a", "prices.a", "prices.a", "prices.a");
    SubscribeResult result = fixture.subscribe(reader, cursor(1), SubscribeOptions.ALL, "prices.*");
    fixture.awaitFlush();

    assertThat(result.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(2L, 6L);
  }

  @Test
  void replaysSnapshotsIfTheEpochIsAnother() {
    publish("prices.a", "prices.b", "prices.a");
    Cursor foreign = Cursor.of("prices", new Position("zzzz", 2));
    SubscribeResult result = fixture.subscribe(reader, foreign, SubscribeOptions.ALL, "prices.*");
    fixture.awaitFlush();

    assertThat(result.recovered()).isFalse();
    assertThat(result.cursor()).isEqualTo(cursor(3));
    assertThat(reader.offsets()).containsExactly(2L, 3L);
  }

  @Test
  void replaysSnapshotsIfTheCursorIsBeyondTheEnd() {
    publish("prices.a", "prices.a");
    SubscribeResult result = fixture.subscribe(reader, cursor(3), SubscribeOptions.ALL, "prices.*");
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();

    assertThat(result.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(2L, 3L);
  }

  @Test
  void replaysNothingToANewReaderWithoutSnapshot() {
    fixture.publish("prices.a", "1");
    SubscribeResult result =
        fixture.callOnLoop(
            () ->
                fixture.hub.subscribe(
                    reader.outbox(),
                    HubFixture.patterns("prices.*"),
                    null,
                    false,
                    SubscribeOptions.ALL));
    fixture.publish("prices.b", "1");
    fixture.awaitFlush();

    assertThat(result.updateCount()).isZero();
    assertThat(reader.offsets()).containsExactly(2L);
  }

  @Test
  void subscribesToNothingIfTheRequestIsRefused() {
    Cursor other = Cursor.of("scores", new Position("k3f9", 1));
    assertThat(refusal(() -> fixture.subscribe(reader, other, SubscribeOptions.ALL, "prices.a")))
        .isEqualTo(ErrorCode.BAD_CURSOR);
    assertThat(
            refusal(
                () ->
                    fixture.subscribe(
                        reader, null, SubscribeOptions.ofPoll(true), "prices.a", "chat.a")))
        .isEqualTo(ErrorCode.BAD_REQUEST);
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();

    assertThat(fixture.callOnLoop(() -> reader.outbox().patternsWith(List.of()))).isZero();
    assertThat(consumers.of("prices")).isZero();
    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void returnsTheCaughtUpCursorIfNoUpdateIsPending() {
    fixture.subscribe(reader, "prices.a");
    fixture.publish("prices.b", "1");
    fixture.awaitFlush();
    assertThat(caughtUp()).hasToString(cursor(1).toString());

    fixture.runOnLoop(() -> reader.stall(0));
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();
    assertThat(caughtUp()).isEqualTo("null");

    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();
    assertThat(caughtUp()).isEqualTo(cursor(2).toString());
  }

  @Test
  void countsAConnectionOnceForEachTopic() {
    ScriptedReader other = fixture.reader("other");
    fixture.subscribe(reader, "prices.a", "prices.*", "chat.>");
    fixture.subscribe(other, "prices.>");

    assertThat(subscribers("prices", "prices.a")).isEqualTo(2);
    assertThat(subscribers("chat", "chat.a")).isOne();
    assertThat(subscribers("scores", "scores.a")).isZero();
    fixture.runOnLoop(other::close);
    assertThat(subscribers("prices", "prices.a")).isOne();
  }

  @Test
  void sendsTheReplayAfterTheMessagesOfTheTransport() {
    fixture.publish("prices.a", "1");
    List<String> order = new CopyOnWriteArrayList<>();
    fixture.runOnLoop(
        () -> {
          fixture.hub.subscribe(
              reader.outbox(), HubFixture.patterns("prices.a"), null, true, SubscribeOptions.ALL);
          order.add("subscribed after " + reader.sent().size());
          fixture.hub.afterFlush(() -> order.add("flushed after " + reader.sent().size()));
        });
    fixture.awaitFlush();

    assertThat(order).containsExactly("subscribed after 0", "flushed after 1");
  }

  private String caughtUp() {
    return String.valueOf(fixture.callOnLoop(() -> fixture.hub.caughtUpCursor(reader.outbox())));
  }

  private int subscribers(String feed, String topic) {
    return fixture.callOnLoop(() -> fixture.hub.subscribers(feed, topic));
  }

  private Cursor cursor(long offset) {
    return Cursor.of("prices", new Position(fixture.feeds.endPosition("prices").epoch(), offset));
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      fixture.publish(topic, "1");
    }
  }

  private static ErrorCode refusal(Runnable request) {
    try {
      request.run();
    } catch (FeedException exception) {
      return exception.code();
    }
    throw new AssertionError("was not refused");
  }

  /** The consumers of the event bus, counted by its metrics. */
  private static final class ConsumerCounter implements VertxMetrics, EventBusMetrics<String> {
    private final List<String> addresses = new CopyOnWriteArrayList<>();

    int of(String feed) {
      String address = io.feedhorn.publish.Addresses.updates(feed);
      return (int) addresses.stream().filter(address::equals).count();
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
      return this;
    }

    @Override
    public String handlerRegistered(String address) {
      addresses.add(address);
      return address;
    }

    @Override
    public void handlerUnregistered(String address) {
      addresses.remove(address);
    }

    @Override
    public void close() {}
  }
}
