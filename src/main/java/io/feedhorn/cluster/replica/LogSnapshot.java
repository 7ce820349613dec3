package io.feedhorn.cluster.replica;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import java.util.List;
import java.util.function.Consumer;

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

  /**
   * Creates an empty snapshot.
   *
   * @param offset the offset at which it will end
   */
  public static LogSnapshot of(
      FeedRegistry feeds, String feed, String epoch, long term, long offset) {
    return new LogSnapshot(
        epoch,
        term,
        offset,
        feeds.options(feed).delivery(),
        feeds.newLog(feed, epoch),
        ReplicaLog.emptyKeys(feeds));
  }

  /** Sets the receiver of the updates that history drops while they are added. */
  public void onDropped(Consumer<Update> receiver) {
    log.onDropped(receiver);
  }

  /** Adds a retained update. Offsets must increase and may have gaps. */
  public void addUpdate(LogEntry entry) {
    addUpdate(entry, Uncounted.NONE);
  }

  /**
   * Adds a retained update.
   *
   * @param uncounted the updates of its topic that are known not to count as unread
   */
  public void addUpdate(LogEntry entry, Uncounted uncounted) {
    log.load(entry.update(epoch, delivery), uncounted);
  }

  public void addKey(String key, Receipt receipt) {
    keys.put(receipt.topic(), key, receipt);
  }

  /**
   * Adds a key.
   *
   * @param ageNanos the time since it was stored
   */
  public void addKey(String key, Receipt receipt, long ageNanos) {
    keys.put(receipt.topic(), key, receipt, ageNanos);
  }

  public void addForward(long source, long number, int index, Receipt receipt) {
    forwards.record(source, number, index, receipt);
  }

  public String epoch() {
    return epoch;
  }

  long term() {
    return term;
  }

  /**
   * Returns all updates after an offset, or none if the snapshot lacks some of them, or the offset
   * is 0: a node that joins must not broadcast the whole history.
   */
  List<Update> allAfter(long before) {
    if (before == 0) {
      return List.of();
    }
    List<Update> after =
        log.retained().stream().filter(update -> update.offset() > before).toList();
    return after.size() == offset - before ? after : List.of();
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
