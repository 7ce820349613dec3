package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of a store with {@code store.fsync: interval}. */
class DurableIntervalTest {
  private final FakeClock clock = new FakeClock();
  private InMemoryDurableStore store = new InMemoryDurableStore();
  private DurableFixture node = DurableFixture.withInterval(store, clock, 1);

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aKillLosesNothingAndAPowerCutAtMostASecond() {
    node.published("orders.a", "1");
    assertThat(store.afterKill().updates("orders")).hasSize(1);

    Awaitility.await().until(() -> store.afterPowerCut().updates("orders").size() == 1);
  }

  @Test
  void aPowerCutBeginsANewEpochAndAKillDoesNot() {
    String epoch = node.published("orders.a", "1").epoch();

    node.close();
    node = DurableFixture.withInterval(store.afterKill(), clock, 1);
    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(epoch);
    assertThat(node.feeds.endPosition("sales").epoch()).isEqualTo(epoch);
    InMemoryDurableStore left = node.store.afterKill();

    node.close();
    node = DurableFixture.withInterval(left, clock, 2);
    String later = node.feeds.endPosition("orders").epoch();
    assertThat(later).isNotEqualTo(epoch);
    assertThat(node.feeds.endPosition("sales").epoch()).isNotEqualTo(epoch);
    assertThat(node.history("orders.a")).containsExactly("1");

    node.published("orders.a", "2");
    node.stop();
    node.close();
    node = DurableFixture.withInterval(node.store.afterKill(), clock, 3);
    assertThat(node.feeds.endPosition("orders").epoch()).isEqualTo(later);
  }

  @Test
  void aPowerCutInTheFirstSecondBeginsANewEpoch() {
    String epoch = node.published("orders.a", "1").epoch();
    node.stop();
    node.close();
    store = store.afterPowerCut();
    node = DurableFixture.withInterval(store, clock, 1);
    node.published("orders.a", "2"); // May be lost, so its offset must not be assigned again.

    InMemoryDurableStore left = store.afterPowerCut();
    node.close();
    node = DurableFixture.withInterval(left, clock, 2);
    assertThat(node.published("orders.a", "3").epoch()).isNotEqualTo(epoch);
  }

  @Test
  void everyUpdateIsForcedBeforeTheMarkIsRemoved() {
    node.published("orders.a", "1");
    node.stop();
    List<StoreChange> last = store.groups().get(store.groups().size() - 1);
    assertThat(last)
        .containsExactly(new StoredFeed(StoreLoader.NO_FEED, node.loaded.running().epoch(), 0));
    assertThat(store.forcedAlone(store.groups().size() - 1)).isTrue();
  }

  @Test
  void aPublishDuringTheStopIsRefusedAndTheMarkIsRemovedLast() {
    node.published("orders.a", "1");
    int started = store.started();
    store.hold();
    Thread stop = new Thread(node::stop);
    stop.start();
    Awaitility.await().until(() -> store.started() > started); // The first of the two last writes.
    Future<Receipt> late = node.publish("orders.a", "2");
    node.published("prices.a", "3"); // The writer has both.
    store.release();
    Awaitility.await().until(store::isClosed);

    List<StoreChange> last = store.groups().get(store.groups().size() - 1);
    assertThat(last)
        .containsExactly(new StoredFeed(StoreLoader.NO_FEED, node.loaded.running().epoch(), 0));
    assertThat(DurableFixture.code(late)).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void theFirstWriteMarksTheStoreHoweverManyRecordsAreRemoved() throws StoreException {
    node.close();
    store = new InMemoryDurableStore();
    Topic topic = Topic.parse("orders.a");
    List<StoreChange> keys = new ArrayList<>();
    for (int i = 0; i < 20_001; i++) {
      keys.add(new StoredKey(topic, "key" + i, "e", 1, 1, clock.wallMicros()));
    }
    store.write(keys, true);
    store.write(List.of(new StoredFeed("orders", "e", 1)), true);
    store.damage("orders");
    clock.pass(Duration.ofMinutes(11));
    node = DurableFixture.withInterval(store, clock, 1);

    String epoch = node.feeds.endPosition("orders").epoch();
    assertThat(epoch).isNotEqualTo("e");
    assertThat(store.groups().get(2))
        .filteredOn(StoredFeed.class::isInstance)
        .containsExactlyInAnyOrder(node.loaded.running(), new StoredFeed("orders", epoch, 0));
    assertThat(node.loaded.running().endOffset()).isOne();
  }

  @Test
  void aStartOnAFullDiskMarksTheStoreWithTheFirstWriteThatSucceeds() {
    node.close();
    store = new InMemoryDurableStore();
    store.setFailing(true);
    node = DurableFixture.withInterval(store, clock, 1);
    assertThat(DurableFixture.code(node.publish("orders.a", "1"))).isEqualTo(ErrorCode.UNAVAILABLE);
    store.setFailing(false);
    String epoch = node.published("orders.a", "1").epoch();

    InMemoryDurableStore left = store.afterPowerCut();
    node.close();
    node = DurableFixture.withInterval(left, clock, 2);
    assertThat(node.history("orders.a")).containsExactly("1");
    assertThat(node.published("orders.a", "2").epoch()).isNotEqualTo(epoch);
  }
}
