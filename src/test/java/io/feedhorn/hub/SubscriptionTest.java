package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that subscribes to the same topics more than once, and unsubscribes. */
class SubscriptionTest {
  private final HubFixture fixture = HubFixture.start();
  private final ScriptedReader reader = fixture.reader("reader");

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "chat"})
  void pendingUpdatesAreNotSentAfterUnsubscribing(String feed) {
    publish(feed + ".a", 60);
    fixture.runOnLoop(
        () -> {
          subscribe(since(feed, 57), true, feed + ".*");
          unsubscribe(feed + ".*");
        });
    fixture.awaitFlush();

    assertThat(reader.sent()).isEmpty();
    assertThat(fixture.metrics.delivered("reader")).isZero();
  }

  @Test
  void aSecondSubscriptionStartsAtItsOwnPosition() {
    publish("prices.a", 60);
    fixture.runOnLoop(
        () -> {
          subscribe(since("prices", 0), true, "prices.*");
          unsubscribe("prices.*");
          subscribe(since("prices", 57), true, "prices.*");
        });
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(58L, 59L, 60L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "chat"})
  void theBacklogOfALaggingReaderIsNotSentAfterUnsubscribing(String feed) {
    fixture.subscribe(reader, feed + ".*");
    fixture.runOnLoop(() -> reader.stall(1));
    for (int topic = 0; topic < 10; topic++) {
      publish(feed + ".t" + topic, 2);
    }
    fixture.awaitFlush();
    fixture.runOnLoop(() -> unsubscribe(feed + ".*"));
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L);

    // The dropped updates do not count as backlog any more.
    fixture.subscribe(reader, feed + ".later");
    publish(feed + ".later", 1);
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 21L);
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void updatesOfRemovedPatternsDoNotCountAsBacklog() {
    fixture.subscribe(reader, "chat.*");
    fixture.runOnLoop(() -> reader.stall(0));
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 8; i++) {
        fixture.publish("chat.a", '"' + "x".repeat(100) + '"');
      }
      fixture.awaitFlush();
      fixture.runOnLoop(
          () -> {
            unsubscribe("chat.*");
            subscribe(null, false, "chat.*");
          });
    }
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.tooSlowCalls()).isZero();
    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void updatesHeldByARateAreNotSentAfterUnsubscribing() {
    ScriptedReader other = fixture.reader("other");
    for (ScriptedReader each : List.of(reader, other)) {
      fixture.subscribe(each, null, SubscribeOptions.of(20.0, false, false), "prices.*");
    }
    publish("prices.a", 5);
    fixture.awaitFlush();
    fixture.runOnLoop(() -> unsubscribe("prices.*"));
    await("the end of the interval").until(() -> other.offsets().contains(5L));
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L);
  }

  @Test
  void pendingUpdatesThatAnotherPatternMatchesAreStillSent() {
    fixture.subscribe(reader, "prices.*", "prices.a", "chat.*");
    fixture.runOnLoop(() -> reader.stall(0));
    fixture.publish("prices.b", "1");
    fixture.publish("prices.a", "2");
    fixture.publish("chat.a", "3");
    fixture.awaitFlush();
    fixture.runOnLoop(() -> unsubscribe("prices.*"));
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.sent())
        .extracting(update -> update.topic().name())
        .containsExactly("prices.a", "chat.a");
  }

  @Test
  void liveUpdatesAreNotReplayedToTheSamePattern() {
    fixture.publish("prices.a", "1");
    fixture.subscribe(reader, "prices.*");
    fixture.publish("prices.a", "2");
    fixture.publish("prices.a", "3");
    fixture.awaitFlush();
    SubscribeResult result =
        fixture.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.*");
    fixture.publish("prices.a", "4");
    fixture.awaitFlush();

    assertThat(result.recovered()).isTrue();
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void replayedUpdatesAreNotReplayedAgain() {
    publish("prices.a", 4);
    for (int i = 0; i < 3; i++) {
      SubscribeResult result =
          fixture.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.>");
      assertThat(result.recovered()).isTrue();
    }
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aGapBeforeTheFirstSubscriptionIsFilled() {
    publish("prices.a", 2);
    fixture.publish("prices.b", "3");
    fixture.runOnLoop(() -> subscribe(null, false, "prices.a"));
    SubscribeResult result =
        fixture.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.>");
    fixture.publish("prices.a", "4");
    fixture.awaitFlush();

    assertThat(result.recovered()).isTrue();
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aGapThatCannotBeFilledInOrderIsNotRecovered() {
    publish("prices.a", 2);
    fixture.runOnLoop(() -> subscribe(null, false, "prices.a"));
    fixture.publish("prices.a", "3");
    fixture.awaitFlush();
    SubscribeResult result =
        fixture.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.>");
    fixture.awaitFlush();
    assertThat(result.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(3L);

    assertThat(
            fixture
                .subscribe(reader, since("prices", 2), SubscribeOptions.ALL, "prices.>")
                .recovered())
        .as("the delivered updates reach back to the cursor")
        .isTrue();
  }

  @Test
  void aSnapshotIsSentWhenALaterSubscriptionAsksForIt() {
    fixture.publish("prices.a", "1");
    fixture.runOnLoop(() -> subscribe(null, false, "prices.a"));
    fixture.runOnLoop(() -> subscribe(null, true, "prices.>"));
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L);
  }

  @Test
  void updatesOfARemovedPatternStayDeliveredForAnotherThatMatches() {
    publish("prices.a", 3);
    fixture.runOnLoop(() -> subscribe(null, false, "prices.>"));
    SubscribeResult first =
        fixture.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.a");
    fixture.awaitFlush();
    fixture.runOnLoop(() -> unsubscribe("prices.a"));
    SubscribeResult second =
        fixture.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.a");
    fixture.awaitFlush();

    assertThat(List.of(first.recovered(), second.recovered())).containsOnly(true);
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void earliestReplaysAllOfHistoryBeforeLiveUpdates() {
    publish("prices.a", 1_500);
    SubscribeResult result =
        fixture.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "prices.>");
    fixture.publish("prices.a", "0");
    fixture.awaitFlush();

    assertThat(result.recovered()).isTrue();
    assertThat(reader.offsets()).isEqualTo(LongStream.rangeClosed(501, 1_501).boxed().toList());
    assertThat(
            fixture
                .subscribe(reader, since("prices", 499), SubscribeOptions.ALL, "prices.>")
                .recovered())
        .as("updates that were gone are still missing")
        .isFalse();
  }

  @Test
  void earliestOfAFeedWithoutUpdatesDeliversAllLaterOnes() {
    fixture.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "empty.>", "prices.*");
    publish("empty.a", 3);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void earliestReplaysOlderUpdatesOfASubscribedTopic() {
    publish("chat.a", 3);
    fixture.subscribe(reader, "chat.a");
    fixture.publish("chat.a", "4");
    fixture.awaitFlush();
    fixture.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "chat.*");
    fixture.publish("chat.a", "5");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(3L, 4L, 1L, 2L, 5L);
  }

  private void publish(String topic, int count) {
    for (int value = 1; value <= count; value++) {
      fixture.publish(topic, Integer.toString(value));
    }
  }

  private SubscribeResult subscribe(
      @org.jspecify.annotations.Nullable Cursor since, boolean snapshot, String... patterns) {
    return fixture.hub.subscribe(
        reader.outbox(), HubFixture.patterns(patterns), since, snapshot, SubscribeOptions.ALL);
  }

  private void unsubscribe(String... patterns) {
    fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns(patterns));
  }

  private Cursor since(String feed, long offset) {
    return Cursor.of(feed, new Position(fixture.feeds.endPosition(feed).epoch(), offset));
  }
}
