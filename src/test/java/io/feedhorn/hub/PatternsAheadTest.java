package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.feedhorn.publish.UpdateBroadcaster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Patterns of one connection, some with a cursor that its node has not reached. */
class PatternsAheadTest {
  private final HubFixture fixture = HubFixture.replicated();
  private final ScriptedReader reader = fixture.reader("reader");
  private final UpdateBroadcaster broadcaster = new UpdateBroadcaster(fixture.vertx.eventBus());

  @AfterEach
  void closesWithoutAViolationOfTheSubscriberContract() {
    fixture.close();
    assertThat(reader.violations()).isEmpty();
  }

  @Test
  void eachUpdateComesOnceIfPatternsWithTwoCursorsMatchIt() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 5, "prices.*");
    fixture.subscribe(reader, "prices.a");
    fixture.subscribeAt(reader, 4, "prices.>");
    fixture.publishTo("prices.a", "prices.b", "prices.b", "prices.b", "prices.a", "prices.b");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 5L, 6L, 7L);
  }

  @Test
  void theCaughtUpCursorOfAReaderAheadOfTheNodeDoesNotMoveBack() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 3, "prices.a");
    assertThat(fixture.caughtUp(reader)).isEqualTo("prices:k3f9:3");
    for (int offset = 2; offset <= 4; offset++) {
      fixture.publishTo("prices.b");
      fixture.awaitFlush();
      assertThat(fixture.caughtUp(reader)).isEqualTo("prices:k3f9:" + Math.max(3, offset));
    }
  }

  @Test
  void ofTwoCursorsAheadOfTheNodeTheSmallerOneCounts() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 6, "prices.*");
    fixture.subscribeAt(reader, 3, "prices.*");
    fixture.subscribeAt(reader, 5, "prices.*");
    fixture.publishTo("prices.a", "prices.a", "prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(4L);
  }

  @Test
  void aPatternThatIsAheadOfTheNodeStartsAtOnceIfItIsSubscribedWithoutACursor() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 9, "prices.a");
    fixture.subscribe(reader, "prices.a");
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 9, "prices.a");
    fixture.publishTo("prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(fixture.metrics.subscribed("prices")).isEqualTo(1);
  }

  @Test
  void aPatternThatIsAheadOfTheNodeIsSubscribedUntilItIsRemoved() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 3, "prices.a");
    fixture.subscribeAt(reader, 3, "prices.b");
    assertThat(reader.outbox().patterns()).hasSize(2);
    assertThat(subscribers("prices.a")).isEqualTo(1);
    assertThat(isSubscribedByName("prices.a")).isTrue();

    unsubscribe("prices.a");
    assertThat(subscribers("prices.a")).isZero();
    assertThat(isSubscribedByName("prices.a")).isFalse();
    fixture.publishTo("prices.a", "prices.a", "prices.a", "prices.b");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(5L);

    fixture.subscribeAt(reader, 9, "prices.a");
    fixture.runOnLoop(reader::close);
    assertThat(fixture.metrics.subscribed("prices")).isZero();
  }

  @Test
  void aPatternStartsAfterItsCursorIfAnotherOneOfTheTopicEnds() {
    fixture.publishTo("prices.a");
    fixture.subscribe(reader, "prices.a");
    fixture.subscribeAt(reader, 3, "prices.*");
    unsubscribe("prices.a");
    fixture.publishTo("prices.a", "prices.a", "prices.a");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 4L);

    assertThat(fixture.subscribeAt(reader, 1, "prices.>").recovered())
        .as("2 and 3 come behind 4")
        .isFalse();
  }

  @Test
  void aLaterPatternGetsWhatOneAheadOfTheNodeDidNotTakeOver() {
    fixture.publishTo("prices.a");
    fixture.subscribe(reader, "prices.a");
    fixture.subscribeAt(reader, 9, "prices.*");
    unsubscribe("prices.a");
    fixture.publishTo("prices.a", "prices.a");
    assertThat(fixture.subscribeAt(reader, 1, "prices.>").recovered()).isTrue();
    fixture.publishTo("prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aPatternThatWasAheadOfTheNodeGetsNothingTwiceFromTheLog() {
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    fixture.append(log, "prices.b");
    fixture.feeds.replace("prices", log);
    fixture.subscribeAt(reader, 2, "prices.b");
    broadcaster.broadcast(fixture.append(log, "prices.b"));
    fixture.awaitFlush();
    List<Update> onTheirWay =
        List.of(fixture.append(log, "prices.b"), fixture.append(log, "prices.c"));
    fixture.subscribeAt(reader, 4, "prices.c");
    broadcaster.broadcast(onTheirWay);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(3L);
  }

  @Test
  void onANodeThatIsBehindACursorWithinTheLogWaitsForThoseAheadOfIt() {
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    fixture.append(log, "prices.a");
    fixture.feeds.replace("prices", log);
    fixture.subscribe(reader, "prices.a");
    fixture.subscribeAt(reader, 4, "prices.b");
    List<Update> onTheirWay = new ArrayList<>();
    for (String topic : List.of("a", "b", "c", "b", "c")) {
      onTheirWay.add(fixture.append(log, "prices." + topic));
    }
    assertThat(fixture.subscribeAt(reader, 5, "prices.c").cursor()).hasToString("prices:k3f9:5");
    broadcaster.broadcast(onTheirWay);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 5L, 6L);
  }

  @Test
  void aLongerCopyOfTheLogResetsAllPatternsOfAConnectionIfItMovesOneForward() {
    ScriptedReader ahead = fixture.reader("ahead");
    fixture.publishTo("prices.a");
    ScriptedReader behind = fixture.reader("behind");
    fixture.subscribe(reader, "prices.a");
    fixture.subscribeAt(reader, 9, "prices.b");
    fixture.subscribe(ahead, Cursor.parse("prices:k3f9:3"), SubscribeOptions.ALL, "prices.b");
    fixture.subscribe(behind, Cursor.parse("prices:k3f9:2"), SubscribeOptions.ALL, "prices.b");
    fixture.awaitFlush();
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    fixture.append(log, "prices.a");
    fixture.append(log, "prices.a");
    fixture.append(log, "prices.b");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(fixture.append(log, "prices.b"));
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:k3f9:3");
    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(ahead.resets()).isEmpty();
    assertThat(ahead.offsets()).containsExactly(4L);
    assertThat(behind.resets()).containsExactly("prices:k3f9:3");
    assertThat(behind.offsets()).containsExactly(3L, 4L);
  }

  @Test
  void aLogOfAnotherEpochResetsAPatternThatIsAheadOfTheFormerOne() {
    fixture.publishTo("prices.a");
    fixture.subscribeAt(reader, 9, "prices.a");
    FeedLog log = fixture.feeds.newLog("prices", "a81c");
    fixture.append(log, "prices.a");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(fixture.append(log, "prices.a"));
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:a81c:1");
    assertThat(reader.offsets()).containsExactly(1L, 2L);
    assertThat(fixture.caughtUp(reader)).isEqualTo("prices:a81c:2");
  }

  private void unsubscribe(String pattern) {
    fixture.runOnLoop(() -> fixture.hub.unsubscribe(reader.outbox(), HubFixture.patterns(pattern)));
  }

  private int subscribers(String topic) {
    return fixture.callOnLoop(() -> fixture.hub.subscribers("prices", topic));
  }

  private boolean isSubscribedByName(String topic) {
    return fixture.callOnLoop(() -> fixture.hub.isSubscribedByName("prices", topic));
  }
}
