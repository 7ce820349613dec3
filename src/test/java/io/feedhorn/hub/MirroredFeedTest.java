package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.UpdateBroadcaster;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub whose feeds other nodes write, too. */
class MirroredFeedTest {
  private final HubFixture stage = HubFixture.mirroring();
  private final ScriptedReader reader = stage.reader("reader");
  private final UpdateBroadcaster broadcaster = new UpdateBroadcaster(stage.vertx.eventBus());

  @AfterEach
  void keepsTheContractOfASubscriber() {
    stage.close();
    assertThat(reader.breaches()).isEmpty();
  }

  @Test
  void givesAReaderFromANodeThatWasFurtherNothingTwice() {
    stage.publish("prices.a", "1");
    stage.publish("prices.a", "2");
    SubscribeResult subscribed =
        stage.subscribe(reader, Cursor.parse("prices:k3f9:4"), SubscribeOptions.ALL, "prices.>");
    for (int value = 3; value <= 6; value++) {
      stage.publish("prices.a", Integer.toString(value));
    }
    stage.settle();

    assertThat(subscribed.recovered()).isTrue();
    assertThat(subscribed.cursor()).hasToString("prices:k3f9:4");
    assertThat(reader.offsets()).containsExactly(5L, 6L);
  }

  @Test
  void tellsItsReadersThatTheLogStartsOverAndGoesOnWithTheNewOne() {
    stage.publish("prices.a", "1");
    stage.publish("prices.a", "2");
    stage.subscribe(reader, "prices.>", "prices.a");
    stage.settle();
    FeedLog log = stage.feeds.newLog("prices", "a81c");
    append(log, "prices.b");
    stage.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.tail()));
    broadcaster.broadcast(append(log, "prices.a"));
    stage.settle();

    assertThat(reader.resets()).containsExactly("prices:a81c:1");
    assertThat(reader.sent())
        .extracting(update -> update.epoch() + ":" + update.offset())
        .containsExactly("k3f9:2", "a81c:1", "a81c:2");
  }

  @Test
  void tellsOnlyThoseThatACopyOfTheSameLogPutsForward() {
    ScriptedReader further = stage.reader("further");
    stage.publish("prices.a", "1");
    stage.subscribe(reader, "prices.>");
    stage.subscribe(further, Cursor.parse("prices:k3f9:4"), SubscribeOptions.ALL, "prices.>");
    stage.settle();
    FeedLog log = stage.feeds.newLog("prices", "k3f9");
    append(log, "prices.a");
    append(log, "prices.a");
    append(log, "prices.a");
    stage.feeds.replace("prices", log);
    broadcaster.broadcast(new LogReset("prices", log.tail()));
    broadcaster.broadcast(append(log, "prices.a"));
    broadcaster.broadcast(append(log, "prices.a"));
    stage.settle();

    assertThat(reader.resets()).containsExactly("prices:k3f9:3");
    assertThat(reader.offsets()).containsExactly(1L, 3L, 4L, 5L);
    assertThat(further.resets()).isEmpty();
    assertThat(further.offsets()).containsExactly(5L);
  }

  @Test
  void forgetsWhatWaitsOfALogThatIsOver() {
    stage.subscribe(reader, "prices.>");
    stage.run(() -> reader.stall(0));
    stage.publish("prices.a", "1");
    stage.settle();
    stage.feeds.replace("prices", stage.feeds.newLog("prices", "a81c"));
    broadcaster.broadcast(new LogReset("prices", stage.feeds.tail("prices")));
    stage.settle();
    stage.run(reader::drain);
    stage.settle();

    assertThat(reader.resets()).containsExactly("prices:a81c:0");
    assertThat(reader.sent()).isEmpty();
  }

  private io.feedhorn.model.Update append(FeedLog log, String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer("0"), stage.clock.micros());
  }
}
