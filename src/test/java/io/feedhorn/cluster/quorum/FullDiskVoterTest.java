package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A voter with a full disk, while the others commit updates. */
class FullDiskVoterTest {
  private static final String FEED = "f";
  private static final Topic TOPIC = Topic.parse("f.a");
  private static final int HISTORY = 50;
  private static final int KEY_EVERY = 100;
  private static final long TERM = 640;

  private final FakeClock clock = new FakeClock();
  private final Disk disk = new Disk();
  private final FeedReplica replica = replica();
  private final ReplicaLog log = replica.log();
  private final VoterLog voter =
      new VoterLog(replica, disk, new StoredReplica(FEED, TERM, 0, 0, true), null, () -> false);

  /** A disk that can be full, and counts what is written to it. */
  private static final class Disk implements StoreWriter {
    private final InMemoryDurableStore store = new InMemoryDurableStore();
    private int refusedChanges;
    private int largestWrite;

    @Override
    public Future<Void> write(List<StoreChange> changes) {
      try {
        store.write(changes, true);
        largestWrite = Math.max(largestWrite, changes.size());
        return Future.succeededFuture();
      } catch (StoreException full) {
        refusedChanges += changes.size();
        return Future.failedFuture(full);
      }
    }
  }

  private FeedReplica replica() {
    FeedOptions options =
        new FeedOptions(
            DeliveryMode.EVERY, HISTORY, Duration.ofDays(1), "no-cache", /* durable= */ true);
    FeedRegistry feeds = FeedRegistry.shared(new FeedsOptions(options, Map.of()), clock, "e");
    ReplicaLog.Listener none =
        new ReplicaLog.Listener() {
          @Override
          public void onUpdates(List<Update> updates) {}

          @Override
          public void onReset(LogReset reset) {}
        };
    return new FeedReplicas(feeds, none).get(FEED);
  }

  /** Returns the next update as a batch. */
  private Batch next() {
    long offset = log.offset() + 1;
    LogEntry entry =
        new LogEntry(
            TOPIC,
            offset,
            offset,
            offset - 1,
            clock.micros(),
            Buffer.buffer("1"),
            offset % KEY_EVERY == 0 ? "key-" + offset : null,
            1,
            offset,
            0);
    return Batch.of(FEED, log.epoch(), TERM, List.of(entry));
  }

  /** Commits updates, which the voter is asked to store before. */
  private void commit(int count, boolean accepted) {
    for (int i = 0; i < count; i++) {
      Batch batch = next();
      Future<AppendReply> reply = voter.append(TERM, log.offset(), batch);
      assertThat(reply.succeeded()).isEqualTo(accepted);
      log.apply(batch);
    }
  }

  private void check() {
    clock.pass(Duration.ofSeconds(2));
    voter.check(clock.nanos());
  }

  @Test
  void aFullDiskCostsLittleAndTheStoreIsLevelAfterwards() {
    commit(3 * HISTORY, true);
    disk.store.setFailing(true);
    commit(HISTORY, false);
    int refused = disk.refusedChanges;
    assertThat(refused).as("changes of the one attempt").isLessThan(10);
    commit(1_000, false);
    assertThat(disk.refusedChanges).isEqualTo(refused);
    check();
    assertThat(disk.store.started()).isGreaterThan(0);
    assertThat(disk.refusedChanges).as("an empty write was tried").isEqualTo(refused);

    disk.store.setFailing(false);
    check();
    assertStoreIsLevel();
    commit(1, true);
  }

  @Test
  void whatTheStoreLacksIsBoundedHoweverLongTheDiskIsFull() {
    commit(3 * HISTORY, true);
    disk.store.setFailing(true);
    for (int i = 0; i < 10; i++) {
      commit(24_000, false);
      clock.pass(Duration.ofMinutes(11)); // All keys expire.
      voter.check(clock.nanos());
    }
    disk.store.setFailing(false);
    disk.largestWrite = 0;
    check();

    // The limit for unsaved updates is reached after 84,000: keys that expired before are removed.
    assertThat(disk.largestWrite).isBetween(HISTORY, 1_500);
    assertStoreIsLevel();
    assertThat(disk.store.keys()).extracting(StoredKey::key).isEmpty();
    commit(HISTORY, true);
    check();
    commit(1, true);
  }

  private void assertStoreIsLevel() {
    assertThat(disk.store.updates(FEED))
        .extracting(StoredUpdate::offset)
        .isEqualTo(log.log().retained().stream().map(Update::offset).toList());
  }
}
