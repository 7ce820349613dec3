package io.feedhorn.publish;

import static io.feedhorn.publish.DurableFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of the content of a store after a stop, a kill and a power cut. */
class DurableRestartTest {
  private final FakeClock clock = new FakeClock();
  private InMemoryDurableStore store = new InMemoryDurableStore();
  private DurableFixture node = DurableFixture.start(store, clock);

  @AfterEach
  void close() {
    node.close();
  }

  private void restart(InMemoryDurableStore with) {
    restart(with, DurableFixture.options(DurableFixture.HISTORY_SIZE));
  }

  private void restart(InMemoryDurableStore with, FeedsOptions options) {
    node.close();
    store = with;
    node = DurableFixture.start(store, options, clock);
  }

  private static List<Long> offsets(Replay replay) {
    return replay.updates().stream().map(Update::offset).toList();
  }

  private Replay resume(long after) {
    return Objects.requireNonNull(node.feeds.log("orders"))
        .read(
            List.of(TopicPattern.parse("orders.>")),
            topic -> new ReplayRequest(after, false),
            clock.micros());
  }

  @Test
  void closingVertxDoesNotInterruptAWrite() throws Exception {
    String epoch = node.published("orders.a", "1").epoch();
    int started = store.started();
    store.hold();
    node.publish("orders.a", "2");
    Awaitility.await().until(() -> store.started() > started);
    Future<Void> closed = node.vertx.close();
    store.release();
    await(closed);
    node = DurableFixture.start(store.afterKill(), clock);
    assertThat(node.history("orders.a")).containsExactly("1", "2");
    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
  }

  @Test
  void everythingGoesOnAfterAPowerCut() {
    String first = node.published("orders.a", "{\"n\":1}").epoch();
    node.published("orders.b", "2");
    node.published("orders.a", "3");
    node.published("prices.a", "4");
    String json = Objects.requireNonNull(node.snapshot("orders.a")).json().toString();

    restart(store.afterPowerCut());

    assertThat(node.snapshot("orders.a").json()).hasToString(json);
    assertThat(node.history("orders.a")).containsExactly("{\"n\":1}", "3");
    assertThat(node.snapshot("prices.a")).isNull();
    Receipt next = node.published("orders.a", "5");
    assertThat(next.epoch()).isEqualTo(first);
    assertThat(next.offset()).isEqualTo(4);
    assertThat(next.seq()).isEqualTo(3);
    assertThat(node.snapshot("orders.a").previousOffset()).isEqualTo(3);
    assertThat(offsets(resume(1))).containsExactly(2L, 3L, 4L);
    assertThat(resume(1).recovered()).isTrue();
  }

  @Test
  void theCursorOfAFeedWithoutUpdatesStaysValid() {
    String epoch = node.feeds.endPosition("orders").epoch();
    String inMemory = node.feeds.endPosition("prices").epoch();
    node.published("sales.a", "1"); // The start has stored the epoch before.

    restart(store.afterPowerCut());

    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
    assertThat(node.published("orders.a", "1").epoch()).isEqualTo(epoch);
    assertThat(node.feeds.endPosition("prices").epoch()).isNotEqualTo(inMemory);
  }

  @Test
  void keysGoOnUntilTheyExpire() {
    Receipt receipt = await(node.publish("orders.a", "1", "key"));
    clock.pass(Duration.ofMinutes(9));
    restart(store.afterPowerCut());
    assertThat(await(node.publish("orders.a", "1", "key"))).isEqualTo(receipt);

    clock.pass(Duration.ofMinutes(2));
    assertThat(await(node.publish("orders.a", "2", "key")).seq()).isEqualTo(2);
    clock.pass(Duration.ofMinutes(11));
    restart(store.afterPowerCut());
    assertThat(await(node.publish("orders.a", "3", "key")).seq()).isEqualTo(3);
    assertThat(store.keys()).hasSize(1);
  }

  @Test
  void historyThatTheSettingsAllowNoMoreIsDropped() {
    for (int i = 1; i <= 3; i++) {
      node.published("orders.a", Integer.toString(i));
    }
    restart(store.afterKill(), DurableFixture.options(1));

    assertThat(node.history("orders.a")).containsExactly("3");
    node.published("orders.b", "4");
    assertThat(store.updates("orders"))
        .extracting(update -> update.data().toString())
        .containsExactly("3", "4");
  }

  @Test
  void historyThatIsTooOldIsDropped() {
    node.published("orders.a", "1");
    node.published("orders.a", "2");
    clock.pass(DurableFixture.HISTORY_AGE.plusSeconds(1));
    restart(store.afterKill());

    assertThat(node.history("orders.a")).containsExactly("2");
    assertThat(node.loaded.updates()).isOne();
  }

  @Test
  void theLogOfAFeedThatIsNoMoreDurableStaysOnTheDisk() {
    String epoch = node.published("orders.a", "1").epoch();
    restart(store.afterKill(), new FeedsOptions(FeedOptions.DEFAULT, Map.of()));
    assertThat(node.snapshot("orders.a")).isNull();
    assertThat(node.published("orders.a", "2").epoch()).isNotEqualTo(epoch);

    restart(store.afterKill());
    assertThat(node.history("orders.a")).containsExactly("1");
    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
  }

  @Test
  void aDamagedUpdateLeavesAGapThatAResumeReports() {
    String epoch = node.published("orders.a", "1").epoch();
    node.published("orders.a", "2");
    node.published("orders.a", "3");
    node.published("orders.b", "4");
    InMemoryDurableStore left = store.afterKill();
    left.damage("orders", 2);
    restart(left);

    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
    assertThat(node.history("orders.a")).containsExactly("3");
    assertThat(resume(1).recovered()).isFalse();
    assertThat(offsets(resume(1))).containsExactly(3L, 4L);
    assertThat(resume(2).recovered()).isTrue();
    assertThat(node.published("orders.a", "5").seq()).isEqualTo(4);
    assertThat(store.updates("orders")).noneMatch(update -> update.offset() == 2);
  }

  @Test
  void aDamagedNewestUpdateBeginsANewEpochAfterTheSameEnd() {
    Receipt before = await(node.publish("orders.a", "1", "key"));
    node.published("orders.a", "2");
    node.published("orders.b", "3");
    node.published("orders.c", "4");
    InMemoryDurableStore left = store.afterKill();
    left.damage("orders", 2); // The newest update of orders.a.
    left.damage("orders", 4); // The newest update of the feed.
    restart(left);

    String epoch = node.feeds.endPosition("orders").epoch();
    assertThat(epoch).isNotEqualTo(before.epoch());
    assertThat(node.history("orders.a")).containsExactly("1");
    assertThat(await(node.publish("orders.a", "1", "key")).epoch()).isEqualTo(epoch);
    assertThat(node.published("orders.b", "5").offset()).isEqualTo(5);

    restart(store.afterKill());
    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
    assertThat(node.feeds.endPosition("orders").offset()).isEqualTo(5);
  }

  @Test
  void theEpochThatBeganAfterADamagedNewestUpdateGoesOnWithoutAPublish() {
    node.published("orders.a", "1");
    node.published("orders.b", "2");
    InMemoryDurableStore left = store.afterKill();
    left.damage("orders", 2);
    restart(left);
    String epoch = node.feeds.endPosition("orders").epoch();

    restart(store.afterKill());
    restart(store.afterKill());

    assertThat(node.feeds.endPosition("orders")).isEqualTo(new Position(epoch, 2));
    assertThat(node.published("orders.b", "3").offset()).isEqualTo(3);
    assertThat(offsets(resume(2))).containsExactly(3L);
    assertThat(resume(2).recovered()).isTrue();
  }

  @Test
  void aDamagedRecordOfAFeedBeginsANewEpoch() {
    String epoch = node.published("orders.a", "1").epoch();
    InMemoryDurableStore left = store.afterKill();
    left.damage("orders");
    restart(left);

    assertThat(node.history("orders.a")).containsExactly("1");
    assertThat(node.published("orders.a", "2").offset()).isEqualTo(2);
    assertThat(node.feeds.endPosition("orders").epoch()).isNotEqualTo(epoch);
    assertThat(store.groups())
        .anySatisfy(
            group ->
                assertThat(group)
                    .contains(
                        new StoredFeed("orders", node.feeds.endPosition("orders").epoch(), 1)));
  }

  @Test
  void aStartOnAFullDiskServesWhatIsStored() {
    node.published("orders.a", "1");
    InMemoryDurableStore left = store.afterKill();
    left.setFailing(true);
    restart(left);

    assertThat(node.history("orders.a")).containsExactly("1");
    Future<Receipt> refused = node.publish("orders.a", "2");
    assertThat(DurableFixture.refusal(refused).retryAfterSeconds()).isPositive();
    left.setFailing(false);
    assertThat(node.published("orders.a", "2").offset()).isEqualTo(2);
  }

  @Test
  void aStopOnAFullDiskEndsAlsoIfManyRecordsAreToBeRemoved() throws StoreException {
    List<StoreChange> changes = new ArrayList<>();
    changes.add(new StoredFeed("orders", "e", 20_010));
    for (long offset = 1; offset <= 20_010; offset++) {
      changes.add(
          new StoredUpdate(
              Topic.parse("orders.a"),
              offset,
              offset,
              offset - 1,
              clock.micros(),
              Buffer.buffer("1")));
    }
    InMemoryDurableStore left = new InMemoryDurableStore();
    left.write(changes, true);
    left.setFailing(true);
    restart(left);
    assertThat(node.loaded.cleanup()).hasSizeGreaterThan(20_000);

    node.stop();
    assertThat(left.isClosed()).isTrue();
  }
}
