package io.feedhorn.cluster.replica;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;

/**
 * A complete copy of a feed while it is being built. {@link ReplicaLog#load} replaces the log by
 * it. Not thread-safe: owned by the writer's event loop.
 */
public final class LogSnapshot {
  private final String epoch;
  private final long term;
  private final long offset;
  private final DeliveryMode delivery;
  private final FeedLog log;
  private final IdempotencyCache keys;
  private final ForwardDeduplicator forwards = new ForwardDeduplicator();

  LogSnapshot(
      String epoch,
      long term,
      long offset,
      DeliveryMode delivery,
      FeedLog emptyLog,
      IdempotencyCache emptyKeys) {
    this.epoch = epoch;
    this.term = term;
    this.offset = offset;
    this.delivery = delivery;
    this.log = emptyLog;
    this.keys = emptyKeys;
  }

  /** Adds a retained update. Offsets must increase and may have gaps. */
  public void addUpdate(LogEntry entry) {
    log.load(update(entry, epoch, delivery));
  }

  public void addKey(String key, Receipt receipt) {
    keys.put(receipt.topic(), key, receipt);
  }

  public void addForward(long source, long number, int index, Receipt receipt) {
    forwards.record(source, number, index, receipt);
  }

  static Update update(LogEntry entry, String epoch, DeliveryMode delivery) {
    return new Update(
        entry.topic(),
        epoch,
        entry.offset(),
        entry.seq(),
        entry.micros(),
        entry.previousOffset(),
        delivery,
        entry.data());
  }

  public String epoch() {
    return epoch;
  }

  long term() {
    return term;
  }

  /** Returns the offset at which the snapshot ends. */
  public long offset() {
    return offset;
  }

  FeedLog log() {
    return log;
  }

  IdempotencyCache keys() {
    return keys;
  }

  ForwardDeduplicator forwards() {
    return forwards;
  }
}
