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
  private final Listeners listeners = new Listeners();
  private final HubFixture stage =
      HubFixture.on(
          Vertx.builder()
              .with(
                  new VertxOptions()
                      .setEventLoopPoolSize(2)
                      .setMetricsOptions(new MetricsOptions().setEnabled(true)))
              .withMetrics(options -> listeners)
              .build(),
          3);
  private final ScriptedReader reader = stage.reader("reader");

  @AfterEach
  void keepsTheContractOfASubscriber() {
    stage.close();
    assertThat(reader.breaches()).isEmpty();
  }

  @Test
  void deliversAnUpdateOnceHoweverManyPatternsNameIt() {
    stage.publish("prices.a", "1");
    stage.subscribe(reader, "prices.a", "prices.*", "prices.>");
    stage.subscribe(reader, "prices.a", "prices.*");
    stage.publish("prices.a", "2");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void hearsAFeedOnceHoweverManyReadersItHas() {
    List<ScriptedReader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(stage.reader("reader" + i));
      stage.subscribe(readers.get(i), "prices.a", "prices.*", "chat.>", "prices.t" + i);
    }
    assertThat(listeners.of("prices")).isOne();
    assertThat(listeners.of("chat")).isOne();

    for (ScriptedReader each : readers) {
      assertThat(listeners.of("prices")).isOne();
      stage.run(each::close);
    }
    assertThat(listeners.of("prices")).isZero();
    assertThat(listeners.of("chat")).isZero();
  }

  @Test
  void stopsHearingAFeedThatNobodyListensTo() {
    stage.subscribe(reader, "prices.a", "prices.b");
    stage.run(
        () -> stage.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.a", "chat.x")));
    assertThat(listeners.of("prices")).isOne();
    stage.run(() -> stage.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.b")));
    assertThat(listeners.of("prices")).isZero();
    stage.publish("prices.b", "1");
    stage.subscribe(reader, "prices.b");
    stage.publish("prices.b", "2");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void givesACursorBeforeTheFirstUpdate() {
    SubscribeResult subscribed = stage.subscribe(reader, "prices.*");
    Cursor cursor = subscribed.cursor();
    stage.publish("prices.a", "1");

    assertThat(cursor.position("prices")).extracting(Position::offset).isEqualTo(0L);
    assertThat(subscribed.recovered()).isTrue();
    ScriptedReader later = stage.reader("later");
    assertThat(stage.subscribe(later, cursor, SubscribeOptions.ALL, "prices.*").size()).isOne();
  }

  @Test
  void resumesWithWhatWasMissedAndThenLive() {
    publish("prices.a", "prices.b", "prices.a");
    SubscribeResult subscribed =
        stage.subscribe(reader, cursor(1), SubscribeOptions.ALL, "prices.*");
    stage.publish("prices.b", "1");
    stage.settle();

    assertThat(subscribed.recovered()).isTrue();
    assertThat(subscribed.cursor()).isEqualTo(cursor(3));
    assertThat(subscribed.owes("prices")).isTrue();
    assertThat(reader.offsets()).containsExactly(2L, 3L, 4L);
  }

  @Test
  void saysThatItDidNotRecoverWhereHistoryIsTooShort() {
    publish("prices.a", "prices.b", "prices.a", "prices.a", "prices.a", "prices.a");
    SubscribeResult subscribed =
        stage.subscribe(reader, cursor(1), SubscribeOptions.ALL, "prices.*");
    stage.settle();

    assertThat(subscribed.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(2L, 6L);
  }

  @Test
  void startsOverWithSnapshotsWhereTheEpochIsAnother() {
    publish("prices.a", "prices.b", "prices.a");
    Cursor foreign = Cursor.of("prices", new Position("zzzz", 2));
    SubscribeResult subscribed = stage.subscribe(reader, foreign, SubscribeOptions.ALL, "prices.*");
    stage.settle();

    assertThat(subscribed.recovered()).isFalse();
    assertThat(subscribed.cursor()).isEqualTo(cursor(3));
    assertThat(reader.offsets()).containsExactly(2L, 3L);
  }

  @Test
  void startsOverWithSnapshotsWhereTheCursorIsOfTheFuture() {
    publish("prices.a", "prices.a");
    SubscribeResult subscribed =
        stage.subscribe(reader, cursor(3), SubscribeOptions.ALL, "prices.*");
    stage.publish("prices.a", "1");
    stage.settle();

    assertThat(subscribed.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(2L, 3L);
  }

  @Test
  void givesNoSnapshotsToAReaderThatWantsNone() {
    stage.publish("prices.a", "1");
    SubscribeResult subscribed =
        stage.onLoop(
            () ->
                stage.hub.subscribe(
                    reader.outbox(),
                    HubFixture.patterns("prices.*"),
                    null,
                    false,
                    SubscribeOptions.ALL));
    stage.publish("prices.b", "1");
    stage.settle();

    assertThat(subscribed.size()).isZero();
    assertThat(reader.offsets()).containsExactly(2L);
  }

  @Test
  void subscribesToNothingWhereItRefuses() {
    Cursor other = Cursor.of("scores", new Position("k3f9", 1));
    assertThat(refusal(() -> stage.subscribe(reader, other, SubscribeOptions.ALL, "prices.a")))
        .isEqualTo(ErrorCode.BAD_CURSOR);
    assertThat(
            refusal(
                () ->
                    stage.subscribe(
                        reader, null, new SubscribeOptions(0, true), "prices.a", "chat.a")))
        .isEqualTo(ErrorCode.BAD_REQUEST);
    stage.publish("prices.a", "1");
    stage.settle();

    assertThat(stage.onLoop(() -> reader.outbox().patternsWith(List.of()))).isZero();
    assertThat(listeners.of("prices")).isZero();
    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void isSettledWhereNothingWaits() {
    stage.subscribe(reader, "prices.a");
    stage.publish("prices.b", "1");
    stage.settle();
    assertThat(settled()).hasToString(cursor(1).toString());

    stage.run(() -> reader.stall(0));
    stage.publish("prices.a", "1");
    stage.settle();
    assertThat(settled()).isEqualTo("null");

    stage.run(reader::drain);
    stage.settle();
    assertThat(settled()).isEqualTo(cursor(2).toString());
  }

  @Test
  void countsAConnectionOnceForEachTopicItHears() {
    ScriptedReader other = stage.reader("other");
    stage.subscribe(reader, "prices.a", "prices.*", "chat.>");
    stage.subscribe(other, "prices.>");

    assertThat(subscribers("prices", "prices.a")).isEqualTo(2);
    assertThat(subscribers("chat", "chat.a")).isOne();
    assertThat(subscribers("scores", "scores.a")).isZero();
    stage.run(other::close);
    assertThat(subscribers("prices", "prices.a")).isOne();
  }

  @Test
  void writesWhatATransportSaysAtOnceBeforeWhatHistoryOwes() {
    stage.publish("prices.a", "1");
    List<String> order = new CopyOnWriteArrayList<>();
    stage.run(
        () -> {
          stage.hub.subscribe(
              reader.outbox(), HubFixture.patterns("prices.a"), null, true, SubscribeOptions.ALL);
          order.add("answered after " + reader.sent().size());
          stage.hub.afterFlush(() -> order.add("ended after " + reader.sent().size()));
        });
    stage.settle();

    assertThat(order).containsExactly("answered after 0", "ended after 1");
  }

  private String settled() {
    return String.valueOf(stage.onLoop(() -> stage.hub.caughtUpCursor(reader.outbox())));
  }

  private int subscribers(String feed, String topic) {
    return stage.onLoop(() -> stage.hub.subscribers(feed, topic));
  }

  private Cursor cursor(long offset) {
    return Cursor.of("prices", new Position(stage.feeds.tail("prices").epoch(), offset));
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      stage.publish(topic, "1");
    }
  }

  private static ErrorCode refusal(Runnable asked) {
    try {
      asked.run();
    } catch (FeedException exception) {
      return exception.code();
    }
    throw new AssertionError("was not refused");
  }

  /** Who listens on the event bus, told by its metrics. */
  private static final class Listeners implements VertxMetrics, EventBusMetrics<String> {
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
