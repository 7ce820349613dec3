package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaxRateTest {
  private static final SubscribeOptions LOW_RATE = SubscribeOptions.of(0.01, false, false);

  private final HubFixture fixture = HubFixture.start();
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void passesAnUpdateAfterAQuietIntervalAtOnce() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.*");
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L);
  }

  @Test
  void sendsTheNewestUpdateOfEachTopicInOrderAtMostAtTheRate() {
    long start = System.nanoTime();
    fixture.subscribe(reader, null, SubscribeOptions.of(20.0, false, false), "prices.*");
    for (int i = 0; i < 300; i++) {
      fixture.publish(i % 3 == 0 ? "prices.a" : "prices.b", "1");
    }
    await().until(() -> !reader.sent().isEmpty() && reader.offsets().contains(300L));
    long intervals = Duration.ofNanos(System.nanoTime() - start).toMillis() / 50;

    for (String topic : new String[] {"prices.a", "prices.b"}) {
      assertThat(reader.sent())
          .filteredOn(update -> update.topic().name().equals(topic))
          .hasSizeBetween(1, (int) intervals + 1);
    }
    assertThat(reader.offsets()).isSorted().doesNotHaveDuplicates().contains(1L, 300L);
    assertThat(reader.sent())
        .filteredOn(update -> update.topic().name().equals("prices.a"))
        .extracting(Update::offset)
        .endsWith(298L);
    assertThat(fixture.metrics.conflated("reader")).isEqualTo(300 - reader.sent().size());
  }

  @Test
  void holdsUpdatesUntilTheIntervalIsOver() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.*");
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.publish("prices.b", "3");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L);
    assertThat(fixture.callOnLoop(() -> fixture.hub.caughtUpCursor(reader.outbox()) == null))
        .isTrue();
  }

  @Test
  void keepsTheOrderIfTheRateIsChanged() {
    fixture.subscribe(reader, null, SubscribeOptions.of(4.0, false, false), "prices.*");
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.subscribe(reader, null, SubscribeOptions.ALL, "prices.*");
    fixture.publish("prices.a", "3");
    fixture.publish("prices.b", "4");
    await()
        .until(() -> fixture.callOnLoop(() -> fixture.hub.caughtUpCursor(reader.outbox()) != null));

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void keepsTheOrderIfAnotherPatternIsAdded() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.a");
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.publish("prices.b", "3");
    fixture.subscribe(reader, null, LOW_RATE, "prices.b");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void dropsHeldUpdatesOfARemovedPattern() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.a", "prices.b");
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.publish("prices.b", "3");
    fixture.runOnLoop(
        () -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns("prices.a")));
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 3L);
  }

  @Test
  void keepsTheOrderBetweenTwoRatesOfOneFeedAndExceedsNeither() {
    long start = System.nanoTime();
    fixture.subscribe(reader, null, SubscribeOptions.of(100.0, false, false), "prices.a");
    fixture.subscribe(reader, null, SubscribeOptions.of(10.0, false, false), "prices.b");
    for (int i = 1; i <= 300; i++) {
      fixture.publish(i % 2 == 0 ? "prices.a" : "prices.b", "1");
    }
    await().until(() -> reader.offsets().contains(300L));
    long intervals = Duration.ofNanos(System.nanoTime() - start).toMillis() / 100;

    assertThat(reader.offsets()).isSorted().doesNotHaveDuplicates().contains(299L, 300L);
    assertThat(reader.sent())
        .filteredOn(update -> update.topic().name().equals("prices.b"))
        .hasSizeBetween(1, (int) intervals + 1);
  }

  @Test
  void aPatternWithoutARateWaitsForOneWithARateAndLosesNothing() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.*");
    fixture.subscribe(reader, null, SubscribeOptions.ALL, "prices.a");
    // Without waiting for each receipt: all must arrive within the interval of a second.
    List<Future<?>> receipts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receipts.add(fixture.publishService.publish("prices.a", "1"));
      receipts.add(fixture.publishService.publish("prices.b", "1"));
    }
    HubFixture.await(Future.all(receipts));
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);

    await().until(() -> reader.offsets().contains(10L));
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 5L, 7L, 9L, 10L);
  }

  @Test
  void usesTheHigherOfTwoRatesOfATopic() {
    fixture.subscribe(reader, null, LOW_RATE, "prices.*");
    fixture.subscribe(reader, null, SubscribeOptions.ALL, "prices.a");
    for (int i = 0; i < 5; i++) {
      fixture.publish("prices.a", "1");
    }
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void thePatternsOfAFeedShareTheLongestIntervalUpToASecond() {
    assertThat(commonInterval(SubscribeOptions.ALL, SubscribeOptions.ALL)).isZero();
    assertThat(
            commonInterval(
                SubscribeOptions.of(10.0, false, false), SubscribeOptions.of(2.0, false, false)))
        .isEqualTo(500_000);
    assertThat(commonInterval(SubscribeOptions.ALL, LOW_RATE)).isEqualTo(1_000_000);
    assertThat(commonInterval(SubscribeOptions.of(0.1, false, false), LOW_RATE))
        .isEqualTo(10_000_000);
    assertThat(commonInterval(LOW_RATE, LOW_RATE)).isEqualTo(100_000_000);
  }

  private static long commonInterval(SubscribeOptions... options) {
    return SubscribeOptions.commonInterval(Stream.of(options));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.0009, 1000.1, Double.NaN, Double.POSITIVE_INFINITY})
  void isRefusedIfItIsOutOfRange(double rate) {
    assertThatThrownBy(() -> SubscribeOptions.of(rate, false, false))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("0.001 to 1000");
  }

  @Test
  void isReducedOnlyWithARateOrConflation() {
    assertThat(SubscribeOptions.of(null, false, false)).isEqualTo(SubscribeOptions.ALL);
    assertThat(SubscribeOptions.ALL.isReduced()).isFalse();
    assertThat(SubscribeOptions.of(null, true, false).isReduced()).isTrue();
    assertThat(SubscribeOptions.of(10.0, false, false))
        .isEqualTo(new SubscribeOptions(100_000, true, false));
  }
}
