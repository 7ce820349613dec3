package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics of the fan-out. */
class HubMetricsTest {
  private final HubFixture fixture = HubFixture.start();
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Publishes, and lets time pass before the hub gets the update. */
  private void publishWithDelay(String topic, Duration delay) throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch published = new CountDownLatch(1);
    fixture.loop.runOnContext(
        run -> {
          blocked.countDown();
          try {
            assertThat(published.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
    assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
    // Its receipt may arrive on the event loop that is blocked.
    long offset = fixture.feeds.endPosition("prices").offset() + 1;
    Future<Receipt> receipt = fixture.publishService.publish(topic, "1");
    await().until(() -> fixture.feeds.endPosition("prices").offset() == offset);
    fixture.clock.pass(delay);
    published.countDown();
    HubFixture.await(receipt);
    fixture.awaitFlush();
  }

  @Test
  void measuresTheTimeFromPublishToWrite() throws InterruptedException {
    fixture.subscribe(reader, "prices.*");
    publishWithDelay("prices.a", Duration.ofMillis(30));
    publishWithDelay("prices.a", Duration.ofMillis(70));

    assertThat(fixture.metrics.latencies("reader")).containsExactly(30_000L, 70_000L);
  }

  @Test
  void doesNotMeasureAReplay() throws InterruptedException {
    fixture.publish("prices.a", "1");
    fixture.clock.pass(Duration.ofHours(1));
    fixture.subscribe(reader, "prices.*");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L);
    assertThat(fixture.metrics.latencies("reader")).isEmpty();

    publishWithDelay("prices.a", Duration.ofMillis(30));
    assertThat(fixture.metrics.latencies("reader")).containsExactly(30_000L);
  }

  @Test
  void doesNotMeasureWhatARateHeld() throws InterruptedException {
    SubscribeOptions oneInHundredSeconds = SubscribeOptions.of(0.01, false, false);
    fixture.subscribe(reader, null, oneInHundredSeconds, "prices.*");
    publishWithDelay("prices.a", Duration.ofMillis(30));
    publishWithDelay("prices.a", Duration.ofHours(1));
    assertThat(reader.offsets()).containsExactly(1L);
    fixture.subscribe(reader, null, SubscribeOptions.ALL, "prices.*");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L);
    assertThat(fixture.metrics.latencies("reader")).containsExactly(30_000L);
  }

  @Test
  void aReaderIsLaggingFromTheFirstUpdateThatItDoesNotAcceptToTheLastOneThatItGets() {
    fixture.subscribe(reader, "prices.*");
    fixture.runOnLoop(() -> reader.stall(0));
    fixture.publish("prices.a", "1");
    fixture.publish("prices.b", "1");
    fixture.awaitFlush();
    assertThat(fixture.metrics.lagging("reader")).isEqualTo(1);

    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 2L);
    assertThat(fixture.metrics.lagging("reader")).isZero();
  }

  @Test
  void aReaderThatEndsIsNotLagging() {
    fixture.subscribe(reader, "prices.*");
    fixture.runOnLoop(() -> reader.stall(0));
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();
    fixture.runOnLoop(reader::close);

    assertThat(fixture.metrics.lagging("reader")).isZero();
  }

  @Test
  void aReaderThatIsClosedAsTooSlowIsNotLaggingAnyMore() {
    fixture.subscribe(reader, "chat.*");
    fixture.runOnLoop(() -> reader.stall(0));
    String text = "\"" + "x".repeat(HubFixture.BACKLOG_BYTES) + "\"";
    fixture.publish("chat.a", "1");
    fixture.awaitFlush();
    assertThat(fixture.metrics.lagging("reader")).isEqualTo(1);
    fixture.publish("chat.a", text);
    fixture.awaitFlush();

    assertThat(reader.tooSlowCalls()).isEqualTo(1);
    assertThat(fixture.metrics.lagging("reader")).isZero();
  }

  @Test
  void countsPatternsByFeedAndThoseOfFeedsThatDoNotExistTogether() {
    fixture.subscribe(reader, "chat.*", "new.a", "new.b", "other.*");
    assertThat(fixture.metrics.subscribed("chat")).isEqualTo(1);
    assertThat(fixture.metrics.subscribed(Metrics.UNKNOWN_FEED)).isEqualTo(3);
    assertThat(fixture.metrics.subscribed("new")).isZero();

    fixture.publish("new.a", "1");
    fixture.awaitFlush();
    assertThat(fixture.metrics.subscribed("new")).isEqualTo(2);
    assertThat(fixture.metrics.subscribed(Metrics.UNKNOWN_FEED)).isEqualTo(1);

    fixture.runOnLoop(() -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns("new.b")));
    assertThat(fixture.metrics.subscribed("new")).isEqualTo(1);
    fixture.runOnLoop(reader::close);
    assertThat(fixture.metrics.subscribed("new")).isZero();
    assertThat(fixture.metrics.subscribed("chat")).isZero();
    assertThat(fixture.metrics.subscribed(Metrics.UNKNOWN_FEED)).isZero();
  }

  @Test
  void countsTheResultOfResuming() {
    Cursor first = fixture.publish("chat.a", "1").cursor();
    for (int i = 0; i < 1_100; i++) {
      fixture.publish("chat.a", "1");
    }
    Position position = Objects.requireNonNull(first.position("chat"));

    resume(null);
    resume(Cursor.of("chat", new Position(position.epoch(), 1_000)));
    resume(Cursor.of("chat", new Position(position.epoch(), 1_001)));
    resume(first);
    resume(Cursor.of("chat", new Position("former", 1)));
    resume(Cursor.of("chat", new Position(position.epoch(), 9_999)));

    assertThat(fixture.metrics.resumed())
        .containsExactly(
            "reader recovered", "reader recovered", "reader gap", "reader reset", "reader reset");
  }

  private void resume(@Nullable Cursor since) {
    ScriptedReader resuming = fixture.reader("reader");
    SubscribeResult result = fixture.subscribe(resuming, since, SubscribeOptions.ALL, "chat.*");
    fixture.runOnLoop(() -> fixture.hub.countResume("reader", since, result));
  }
}
