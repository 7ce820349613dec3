package io.feedhorn.cluster;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import java.util.TreeMap;

/**
 * This node's copy of one feed. Takes committed batches in any order and any number of times, and
 * keeps each update once, in the order of the offsets, none left out: what came early waits, within
 * a bound. Not thread-safe: owned by the writer's event loop, the only thread that writes the
 * feed's log.
 */
final class ReplicaLog {
  static final int JOURNAL_BYTES = 4 * 1024 * 1024;
  private static final int EARLY_BYTES = 4 * 1024 * 1024;
  private static final int MAX_KEYS = 1_000_000;

  /** What became of a batch. */
  enum Outcome {
    /** It is in the log, and with it what had waited for it. */
    KEPT,
    /** It was in the log, or is of a log that is over. */
    OLD,
    /** Something before it is missing. */
    EARLY,
    /** It is of a newer log than this one: all is missing. */
    NEWER_EPOCH
  }

  /** What a mirror tells its node. */
  interface Listener {
    void kept(Update update);

    void restarted(LogReset reset);
  }

  private final String feed;
  private final FeedRegistry feeds;
  private final Listener listener;
  private final RecentBatches recentBatches = new RecentBatches(JOURNAL_BYTES);
  private final TreeMap<Long, Batch> early = new TreeMap<>();
  private int earlyBytes;
  private IdempotencyCache keys;
  private ForwardDeduplicator forwards = new ForwardDeduplicator();
  private String epoch;
  private long tag;
  private long offset;

  ReplicaLog(String feed, FeedRegistry feeds, Listener listener) {
    this.feed = feed;
    this.feeds = feeds;
    this.listener = listener;
    this.keys = emptyKeys();
    Position tail = feeds.endPosition(feed);
    this.epoch = tail.epoch();
    this.offset = tail.offset();
  }

  private IdempotencyCache emptyKeys() {
    return new IdempotencyCache(MAX_KEYS, feeds.clock()::nanos);
  }

  String epoch() {
    return epoch;
  }

  /** The newest incarnation of the feed's sequencer that was heard of. */
  long tag() {
    return tag;
  }

  /** The newest offset that is kept; all before it are, too. */
  long offset() {
    return offset;
  }

  RecentBatches journal() {
    return recentBatches;
  }

  IdempotencyCache keys() {
    return keys;
  }

  ForwardDeduplicator parcels() {
    return forwards;
  }

  FeedLog log() {
    FeedLog log = feeds.log(feed);
    if (log == null) {
      log = feeds.newLog(feed, epoch);
      feeds.replace(feed, log);
    }
    return log;
  }

  /** Whether it waits for something that is missing. */
  boolean hasGap() {
    return !early.isEmpty();
  }

  /** Notes that a sequencer is at work. */
  void observeTerm(long sequencer) {
    tag = Math.max(tag, sequencer);
  }

  Outcome apply(Batch batch) {
    if (!batch.epoch().equals(epoch)) {
      return batch.tag() > tag ? Outcome.NEWER_EPOCH : Outcome.OLD;
    }
    observeTerm(batch.tag());
    if (batch.last() <= offset) {
      return Outcome.OLD;
    }
    if (batch.first() > offset + 1) {
      hold(batch);
      return Outcome.EARLY;
    }
    keep(batch);
    drain();
    return Outcome.KEPT;
  }

  private void hold(Batch batch) {
    if (earlyBytes + batch.length() <= EARLY_BYTES && !early.containsKey(batch.first())) {
      early.put(batch.first(), batch);
      earlyBytes += batch.length();
    }
  }

  private void drain() {
    while (!early.isEmpty() && early.firstKey() <= offset + 1) {
      Batch batch = early.pollFirstEntry().getValue();
      earlyBytes -= batch.length();
      if (batch.last() > offset) {
        keep(batch);
      }
    }
  }

  private void keep(Batch batch) {
    FeedLog log = log();
    long from = offset;
    recentBatches.add(batch);
    for (LogEntry entry : batch.entries()) {
      if (entry.offset() > from) {
        keep(log, entry);
      }
    }
  }

  private void keep(FeedLog log, LogEntry entry) {
    Update update = update(entry);
    log.appendReplicated(update);
    offset = entry.offset();
    Receipt receipt = entry.receipt(epoch);
    if (entry.key() != null) {
      keys.put(entry.topic(), entry.key(), receipt);
    }
    forwards.note(entry.source(), entry.parcel(), entry.index(), receipt);
    listener.kept(update);
  }

  private Update update(LogEntry entry) {
    return new Update(
        entry.topic(),
        epoch,
        entry.offset(),
        entry.seq(),
        entry.micros(),
        entry.previousOffset(),
        feeds.options(feed).delivery(),
        entry.data());
  }

  /** Goes on with an empty log of another epoch. */
  void restart(String newEpoch, long sequencer) {
    load(new LogSnapshot(newEpoch, sequencer, 0));
  }

  /** Goes on in another epoch with all that it has, where nobody knows what came after it. */
  void startNewEpoch(String newEpoch) {
    LogSnapshot copy = new LogSnapshot(newEpoch, tag, offset);
    log().retained().forEach(update -> copy.take(LogEntry.of(update)));
    keys.receipts().forEach((key, receipt) -> copy.remember(key.key(), in(newEpoch, receipt)));
    forwards
        .all()
        .forEach(
            (source, last) ->
                last.receipts()
                    .forEach(
                        (index, receipt) ->
                            copy.note(source, last.parcel(), index, in(newEpoch, receipt))));
    load(copy);
  }

  private static Receipt in(String epoch, Receipt receipt) {
    return new Receipt(receipt.topic(), epoch, receipt.offset(), receipt.seq(), receipt.micros());
  }

  /** Goes on with the copy of another node's mirror. */
  void load(LogSnapshot copy) {
    feeds.replace(feed, copy.log);
    keys = copy.keys;
    forwards = copy.forwards;
    epoch = copy.epoch;
    tag = Math.max(tag, copy.tag);
    offset = copy.offset;
    recentBatches.clear();
    early.values().removeIf(batch -> !batch.epoch().equals(epoch) || batch.last() <= offset);
    earlyBytes = early.values().stream().mapToInt(Batch::length).sum();
    listener.restarted(new LogReset(feed, new Position(epoch, offset)));
    drain();
  }

  /** A log in the making. */
  final class LogSnapshot {
    private final String epoch;
    private final long tag;
    private final long offset;
    private final FeedLog log;
    private final IdempotencyCache keys = emptyKeys();
    private final ForwardDeduplicator forwards = new ForwardDeduplicator();

    /**
     * @param offset where it ends
     */
    LogSnapshot(String epoch, long tag, long offset) {
      this.epoch = epoch;
      this.tag = tag;
      this.offset = offset;
      this.log = feeds.newLog(feed, epoch);
    }

    long offset() {
      return offset;
    }

    boolean isOf(String anEpoch) {
      return epoch.equals(anEpoch);
    }

    /** Takes an update that is still kept; the next one may be several offsets further. */
    void take(LogEntry entry) {
      log.appendReplicated(
          new Update(
              entry.topic(),
              epoch,
              entry.offset(),
              entry.seq(),
              entry.micros(),
              entry.previousOffset(),
              feeds.options(feed).delivery(),
              entry.data()));
    }

    void remember(String key, Receipt receipt) {
      keys.put(receipt.topic(), key, receipt);
    }

    void note(long source, long parcel, int index, Receipt receipt) {
      forwards.note(source, parcel, index, receipt);
    }
  }
}
