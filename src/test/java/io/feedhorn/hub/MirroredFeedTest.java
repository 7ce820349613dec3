package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.LogReset;
import io.feedhorn.publish.UpdateBroadcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub on one of several nodes. */
class MirroredFeedTest {
  private final HubFixture fixture = HubFixture.replicated();
  private final ScriptedReader reader = fixture.reader("reader");
  private final UpdateBroadcaster broadcaster = new UpdateBroadcaster(fixture.vertx.eventBus());

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void sendsNothingTwiceToAReaderFromANodeThatWasAhead() {
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    SubscribeResult result =
        fixture.subscribe(reader, Cursor.parse("prices:k3f9:4"), SubscribeOptions.ALL, "prices.>");
    for (int value = 3; value <= 6; value++) {
      fixture.publish("prices.a", Integer.toString(value));
    }
    fixture.awaitFlush();

    assertThat(result.recovered()).isTrue();
    assertThat(result.cursor()).hasToString("prices:k3f9:4");
    assertThat(reader.offsets()).containsExactly(5L, 6L);
  }

  @Test
  void aCursorAheadOfTheNodeTakesNothingFromPatternsThatWereThereBefore() {
    fixture.publishTo("prices.a", "prices.a");
    fixture.subscribe(reader, "prices.a");
    SubscribeResult result = fixture.subscribeAt(reader, 4, "prices.b");
    fixture.awaitFlush();
    assertThat(result.recovered()).isTrue();
    assertThat(result.cursor()).hasToString("prices:k3f9:4");
    assertThat(fixture.caughtUp(reader)).as("of all patterns").isEqualTo("prices:k3f9:2");

    fixture.publishTo("prices.a", "prices.b", "prices.b", "prices.a");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(2L, 3L, 5L, 6L);
    assertThat(fixture.caughtUp(reader)).isEqualTo("prices:k3f9:6");
  }

  @Test
  void aCursorAheadOfTheNodeTakesNothingFromPatternsThatComeLater() {
    fixture.publishTo("prices.b", "prices.b");
    fixture.subscribeAt(reader, 5, "prices.a");
    SubscribeResult result = fixture.subscribe(reader, "prices.b");
    assertThat(result.cursor()).hasToString("prices:k3f9:2");

    fixture.publishTo("prices.b", "prices.a", "prices.b", "prices.a", "prices.b");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(2L, 3L, 5L, 6L, 7L);
    assertThat(fixture.caughtUp(reader)).isEqualTo("prices:k3f9:7");
  }

  @Test
  void sendsResetAndContinuesWithTheNewLog() {
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.subscribe(reader, "prices.>", "prices.a");
    fixture.awaitFlush();
    FeedLog log = fixture.feeds.newLog("prices", "a81c");
    fixture.append(log, "prices.b");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(fixture.append(log, "prices.a"));
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:a81c:1");
    assertThat(reader.sent())
        .extracting(update -> update.epoch() + ":" + update.offset())
        .containsExactly("k3f9:2", "a81c:1", "a81c:2");
  }

  @Test
  void sendsResetOnlyToReadersThatALongerCopyOfTheLogMovesForward() {
    ScriptedReader ahead = fixture.reader("ahead");
    fixture.publish("prices.a", "1");
    fixture.subscribe(reader, "prices.>");
    fixture.subscribe(ahead, Cursor.parse("prices:k3f9:4"), SubscribeOptions.ALL, "prices.>");
    fixture.awaitFlush();
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    fixture.append(log, "prices.a");
    fixture.append(log, "prices.a");
    fixture.append(log, "prices.a");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(fixture.append(log, "prices.a"));
    broadcaster.broadcast(fixture.append(log, "prices.a"));
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:k3f9:3");
    assertThat(reader.offsets()).containsExactly(1L, 3L, 4L, 5L);
    assertThat(ahead.resets()).isEmpty();
    assertThat(ahead.offsets()).containsExactly(5L);
  }

  @Test
  void dropsPendingUpdatesOfAReplacedLog() {
    fixture.subscribe(reader, "prices.>");
    fixture.runOnLoop(() -> reader.stall(0));
    fixture.publish("prices.a", "1");
    fixture.awaitFlush();
    fixture.feeds.replace("prices", fixture.feeds.newLog("prices", "a81c"));
    broadcaster.broadcast(new LogReset("prices", fixture.feeds.endPosition("prices")));
    fixture.awaitFlush();
    fixture.runOnLoop(reader::resume);
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:a81c:0");
    assertThat(reader.sent()).isEmpty();
  }

  @Test
  void hasNoCaughtUpCursorUntilTheResetOfAReplacedLogArrived() {
    fixture.publish("prices.a", "1");
    fixture.publish("prices.a", "2");
    fixture.subscribe(reader, "prices.>");
    fixture.awaitFlush();
    fixture.feeds.replace("prices", fixture.feeds.newLog("prices", "a81c"));

    assertThat(fixture.caughtUp(reader)).isEqualTo("null");

    broadcaster.broadcast(new LogReset("prices", fixture.feeds.endPosition("prices")));
    fixture.awaitFlush();
    assertThat(fixture.caughtUp(reader)).isEqualTo("prices:a81c:0");
  }
}
