package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.UpdateBroadcaster;
import io.vertx.core.buffer.Buffer;
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
    publish("prices.a");
    subscribeAt(5, "prices.*");
    fixture.subscribe(reader, "prices.a");
    subscribeAt(4, "prices.>");
    publish("prices.a", "prices.b", "prices.b", "prices.b", "prices.a", "prices.b");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 5L, 6L, 7L);
  }

  @Test
  void theCaughtUpCursorOfAReaderAheadOfTheNodeDoesNotMoveBack() {
    publish("prices.a");
    subscribeAt(3, "prices.a");
    assertThat(caughtUp()).isEqualTo("prices:k3f9:3");
    for (int offset = 2; offset <= 4; offset++) {
      publish("prices.b");
      fixture.awaitFlush();
      assertThat(caughtUp()).isEqualTo("prices:k3f9:" + Math.max(3, offset));
    }
  }

  @Test
  void ofTwoCursorsAheadOfTheNodeTheSmallerOneCounts() {
    publish("prices.a");
    subscribeAt(6, "prices.*");
    subscribeAt(3, "prices.*");
    subscribeAt(5, "prices.*");
    publish("prices.a", "prices.a", "prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(4L);
  }

  @Test
  void aPatternThatIsAheadOfTheNodeStartsAtOnceIfItIsSubscribedWithoutACursor() {
    publish("prices.a");
    subscribeAt(9, "prices.a");
    fixture.subscribe(reader, "prices.a");
    publish("prices.a");
    subscribeAt(9, "prices.a");
    publish("prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(fixture.metrics.subscribed("prices")).isEqualTo(1);
  }

  @Test
  void aPatternThatIsAheadOfTheNodeIsSubscribedUntilItIsRemoved() {
    publish("prices.a");
    subscribeAt(3, "prices.a");
    subscribeAt(3, "prices.b");
    assertThat(reader.outbox().patterns()).hasSize(2);
    assertThat(subscribers("prices.a")).isEqualTo(1);
    assertThat(isSubscribedByName("prices.a")).isTrue();

    unsubscribe("prices.a");
    assertThat(subscribers("prices.a")).isZero();
    assertThat(isSubscribedByName("prices.a")).isFalse();
    publish("prices.a", "prices.a", "prices.a", "prices.b");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(5L);

    subscribeAt(9, "prices.a");
    fixture.runOnLoop(reader::close);
    assertThat(fixture.metrics.subscribed("prices")).isZero();
  }

  @Test
  void aPatternStartsAfterItsCursorIfAnotherOneOfTheTopicEnds() {
    publish("prices.a");
    fixture.subscribe(reader, "prices.a");
    subscribeAt(3, "prices.*");
    unsubscribe("prices.a");
    publish("prices.a", "prices.a", "prices.a");
    fixture.awaitFlush();
    assertThat(reader.offsets()).containsExactly(1L, 4L);

    assertThat(subscribeAt(1, "prices.>").recovered()).as("2 and 3 come behind 4").isFalse();
  }

  @Test
  void aLaterPatternGetsWhatOneAheadOfTheNodeDidNotTakeOver() {
    publish("prices.a");
    fixture.subscribe(reader, "prices.a");
    subscribeAt(9, "prices.*");
    unsubscribe("prices.a");
    publish("prices.a", "prices.a");
    assertThat(subscribeAt(1, "prices.>").recovered()).isTrue();
    publish("prices.a");
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aPatternThatWasAheadOfTheNodeGetsNothingTwiceFromTheLog() {
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    append(log, "prices.b");
    fixture.feeds.replace("prices", log);
    subscribeAt(2, "prices.b");
    broadcaster.broadcast(append(log, "prices.b"));
    fixture.awaitFlush();
    List<Update> onTheirWay = List.of(append(log, "prices.b"), append(log, "prices.c"));
    subscribeAt(4, "prices.c");
    broadcaster.broadcast(onTheirWay);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(3L);
  }

  @Test
  void onANodeThatIsBehindACursorWithinTheLogWaitsForThoseAheadOfIt() {
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    append(log, "prices.a");
    fixture.feeds.replace("prices", log);
    fixture.subscribe(reader, "prices.a");
    subscribeAt(4, "prices.b");
    List<Update> onTheirWay = new ArrayList<>();
    for (String topic : List.of("a", "b", "c", "b", "c")) {
      onTheirWay.add(append(log, "prices." + topic));
    }
    assertThat(subscribeAt(5, "prices.c").cursor()).hasToString("prices:k3f9:5");
    broadcaster.broadcast(onTheirWay);
    fixture.awaitFlush();

    assertThat(reader.offsets()).containsExactly(1L, 2L, 5L, 6L);
  }

  @Test
  void aLongerCopyOfTheLogResetsAllPatternsOfAConnectionIfItMovesOneForward() {
    ScriptedReader ahead = fixture.reader("ahead");
    publish("prices.a");
    ScriptedReader behind = fixture.reader("behind");
    fixture.subscribe(reader, "prices.a");
    subscribeAt(9, "prices.b");
    fixture.subscribe(ahead, Cursor.parse("prices:k3f9:3"), SubscribeOptions.ALL, "prices.b");
    fixture.subscribe(behind, Cursor.parse("prices:k3f9:2"), SubscribeOptions.ALL, "prices.b");
    fixture.awaitFlush();
    FeedLog log = fixture.feeds.newLog("prices", "k3f9");
    append(log, "prices.a");
    append(log, "prices.a");
    append(log, "prices.b");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(append(log, "prices.b"));
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
    publish("prices.a");
    subscribeAt(9, "prices.a");
    FeedLog log = fixture.feeds.newLog("prices", "a81c");
    append(log, "prices.a");
    fixture.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.endPosition()));
    broadcaster.broadcast(append(log, "prices.a"));
    fixture.awaitFlush();

    assertThat(reader.resets()).containsExactly("prices:a81c:1");
    assertThat(reader.offsets()).containsExactly(1L, 2L);
    assertThat(caughtUp()).isEqualTo("prices:a81c:2");
  }

  private SubscribeResult subscribeAt(long offset, String pattern) {
    return fixture.subscribe(
        reader, Cursor.parse("prices:k3f9:" + offset), SubscribeOptions.ALL, pattern);
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

  private void publish(String... topics) {
    for (String topic : topics) {
      fixture.publish(topic, "0");
    }
  }

  private String caughtUp() {
    return String.valueOf(fixture.callOnLoop(() -> fixture.hub.caughtUpCursor(reader.outbox())));
  }

  private Update append(FeedLog log, String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer("0"), fixture.clock.micros());
  }
}
