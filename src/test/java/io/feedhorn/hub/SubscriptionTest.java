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
  private final HubFixture stage = HubFixture.set();
  private final ScriptedReader reader = stage.reader("reader");

  @AfterEach
  void keepsTheContractOfASubscriber() {
    stage.close();
    assertThat(reader.breaches()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "chat"})
  void whatWaitsIsNotSentOnceUnsubscribed(String feed) {
    publish(feed + ".a", 60);
    stage.run(
        () -> {
          subscribe(since(feed, 57), true, feed + ".*");
          unsubscribe(feed + ".*");
        });
    stage.settle();

    assertThat(reader.sent()).isEmpty();
    assertThat(stage.meters.delivered("reader")).isZero();
  }

  @Test
  void aSecondSubscriptionBeginsFromItsOwnPosition() {
    publish("prices.a", 60);
    stage.run(
        () -> {
          subscribe(since("prices", 0), true, "prices.*");
          unsubscribe("prices.*");
          subscribe(since("prices", 57), true, "prices.*");
        });
    stage.settle();

    assertThat(reader.offsets()).containsExactly(58L, 59L, 60L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "chat"})
  void whatALaggingReaderIsBehindIsNotSentOnceUnsubscribed(String feed) {
    stage.subscribe(reader, feed + ".*");
    stage.run(() -> reader.stall(1));
    for (int topic = 0; topic < 10; topic++) {
      publish(feed + ".t" + topic, 2);
    }
    stage.settle();
    stage.run(() -> unsubscribe(feed + ".*"));
    stage.run(reader::drain);
    stage.settle();
    assertThat(reader.offsets()).containsExactly(1L);

    // What it had of the backlog is free again.
    stage.subscribe(reader, feed + ".later");
    publish(feed + ".later", 1);
    stage.settle();
    assertThat(reader.offsets()).containsExactly(1L, 21L);
    assertThat(reader.tooSlowCalls()).isZero();
  }

  @Test
  void theBacklogOfWhatEndedDoesNotCount() {
    stage.subscribe(reader, "chat.*");
    stage.run(() -> reader.stall(0));
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 8; i++) {
        stage.publish("chat.a", '"' + "x".repeat(100) + '"');
      }
      stage.settle();
      stage.run(
          () -> {
            unsubscribe("chat.*");
            subscribe(null, false, "chat.*");
          });
    }
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.tooSlowCalls()).isZero();
    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void whatARateHoldsBackIsNotSentOnceUnsubscribed() {
    ScriptedReader other = stage.reader("other");
    for (ScriptedReader each : List.of(reader, other)) {
      stage.subscribe(each, null, SubscribeOptions.of(20.0, false), "prices.*");
    }
    publish("prices.a", 5);
    stage.settle();
    stage.run(() -> unsubscribe("prices.*"));
    await("the end of the interval").until(() -> other.offsets().contains(5L));
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L);
  }

  @Test
  void whatAnotherPatternStandsForIsStillSent() {
    stage.subscribe(reader, "prices.*", "prices.a", "chat.*");
    stage.run(() -> reader.stall(0));
    stage.publish("prices.b", "1");
    stage.publish("prices.a", "2");
    stage.publish("chat.a", "3");
    stage.settle();
    stage.run(() -> unsubscribe("prices.*"));
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.sent())
        .extracting(update -> update.topic().name())
        .containsExactly("prices.a", "chat.a");
  }

  @Test
  void whatWasHeardIsNotReplayedToTheSamePattern() {
    stage.publish("prices.a", "1");
    stage.subscribe(reader, "prices.*");
    stage.publish("prices.a", "2");
    stage.publish("prices.a", "3");
    stage.settle();
    SubscribeResult subscribed =
        stage.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.*");
    stage.publish("prices.a", "4");
    stage.settle();

    assertThat(subscribed.recovered()).isTrue();
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whatAReplayGaveIsNotReplayedAgain() {
    publish("prices.a", 4);
    for (int i = 0; i < 3; i++) {
      SubscribeResult subscribed =
          stage.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.>");
      assertThat(subscribed.recovered()).isTrue();
    }
    stage.settle();

    assertThat(reader.offsets()).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aHoleBeforeWhereATopicWasJoinedIsFilled() {
    publish("prices.a", 2);
    stage.publish("prices.b", "3");
    stage.run(() -> subscribe(null, false, "prices.a"));
    SubscribeResult subscribed =
        stage.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.>");
    stage.publish("prices.a", "4");
    stage.settle();

    assertThat(subscribed.recovered()).isTrue();
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aHoleThatCannotBeFilledInOrderIsTold() {
    publish("prices.a", 2);
    stage.run(() -> subscribe(null, false, "prices.a"));
    stage.publish("prices.a", "3");
    stage.settle();
    SubscribeResult subscribed =
        stage.subscribe(reader, since("prices", 1), SubscribeOptions.ALL, "prices.>");
    stage.settle();
    assertThat(subscribed.recovered()).isFalse();
    assertThat(reader.offsets()).containsExactly(3L);

    assertThat(
            stage
                .subscribe(reader, since("prices", 2), SubscribeOptions.ALL, "prices.>")
                .recovered())
        .as("what it heard reaches back to there")
        .isTrue();
  }

  @Test
  void aSnapshotThatWasNotWantedAtFirstComesWhenItIs() {
    stage.publish("prices.a", "1");
    stage.run(() -> subscribe(null, false, "prices.a"));
    stage.run(() -> subscribe(null, true, "prices.>"));
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L);
  }

  @Test
  void whatEndsOfOnePatternStaysHeardByAnotherThatStandsForIt() {
    publish("prices.a", 3);
    stage.run(() -> subscribe(null, false, "prices.>"));
    SubscribeResult first =
        stage.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.a");
    stage.settle();
    stage.run(() -> unsubscribe("prices.a"));
    SubscribeResult second =
        stage.subscribe(reader, since("prices", 0), SubscribeOptions.ALL, "prices.a");
    stage.settle();

    assertThat(List.of(first.recovered(), second.recovered())).containsOnly(true);
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void earliestGivesAllThatHistoryHoldsThenLive() {
    publish("prices.a", 1_500);
    SubscribeResult subscribed =
        stage.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "prices.>");
    stage.publish("prices.a", "0");
    stage.settle();

    assertThat(subscribed.recovered()).isTrue();
    assertThat(reader.offsets()).isEqualTo(LongStream.rangeClosed(501, 1_501).boxed().toList());
    assertThat(
            stage
                .subscribe(reader, since("prices", 499), SubscribeOptions.ALL, "prices.>")
                .recovered())
        .as("what was gone then is still missing")
        .isFalse();
  }

  @Test
  void earliestOfAFeedThatIsNotThereYetIsEverything() {
    stage.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "unborn.>", "prices.*");
    publish("unborn.a", 3);
    stage.settle();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void earliestGivesATopicThatIsHeardWhatItHadBefore() {
    publish("chat.a", 3);
    stage.subscribe(reader, "chat.a");
    stage.publish("chat.a", "4");
    stage.settle();
    stage.subscribe(reader, Cursor.EARLIEST, SubscribeOptions.ALL, "chat.*");
    stage.publish("chat.a", "5");
    stage.settle();

    assertThat(reader.offsets()).containsExactly(3L, 4L, 1L, 2L, 5L);
  }

  private void publish(String topic, int count) {
    for (int value = 1; value <= count; value++) {
      stage.publish(topic, Integer.toString(value));
    }
  }

  private SubscribeResult subscribe(
      @org.jspecify.annotations.Nullable Cursor since, boolean snapshot, String... patterns) {
    return stage.hub.subscribe(
        reader.outbox(), HubFixture.patterns(patterns), since, snapshot, SubscribeOptions.ALL);
  }

  private void unsubscribe(String... patterns) {
    stage.hub.unsubscribe(reader.outbox(), HubFixture.patterns(patterns));
  }

  private Cursor since(String feed, long offset) {
    return Cursor.of(feed, new Position(stage.feeds.tail(feed).epoch(), offset));
  }
}
