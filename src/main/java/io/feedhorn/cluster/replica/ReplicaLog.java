package io.feedhorn.cluster.replica;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log of one feed on this node. Accepts committed batches in any order and any number of times,
 * and stores each update once, in the order of the offsets and without gaps. Early batches wait,
 * within a bound. Not thread-safe: owned by the writer's event loop, the only thread that writes
 * the feed's log.
 */
public final class ReplicaLog {
  private static final int MAX_RECENT_BYTES = 4 * 1024 * 1024;
  private static final int MAX_EARLY_BYTES = 4 * 1024 * 1024;
  private static final int MAX_KEYS = 1_000_000;

  /** The result of applying a batch. */
  public enum Outcome {
    /** The batch, and early ones that followed it, were added to the log. */
    APPLIED,
    /** The batch was in the log already, or belongs to a former epoch. */
    OLD,
    /** Updates before the batch are missing. */
    EARLY,
    /** The batch belongs to a newer epoch, of which this node has nothing. */
    NEWER_EPOCH
  }

  /** Receives the changes of the log (port). */
  public interface Listener {
    /** Called for the stored updates of a batch, in the order of the offsets. */
    void onUpdates(List<Update> updates);

    /** Called after the log was replaced. */
    void onReset(LogReset reset);
  }

  /** Receives the committed updates, to store them (port). */
  public interface Sink {
    /** Does nothing: for a replica in memory. */
    Sink NONE =
        new Sink() {
          @Override
          public void onLog(FeedLog log) {}

          @Override
          public void onEntry(LogEntry entry) {}

          @Override
          public void onKeyExpired(IdempotencyCache.Key key, Receipt receipt) {}
        };

    /** Called after the log was created, or replaced by another one. */
    void onLog(FeedLog log);

    /** Called for each committed update, in the order of the offsets. */
    void onEntry(LogEntry entry);

    /** Called for each idempotency key that has expired, with the receipt of its update. */
    void onKeyExpired(IdempotencyCache.Key key, Receipt receipt);
  }

  private final String feed;
  private final FeedRegistry feeds;
  private final Listener listener;
  private final RecentBatches recentBatches = new RecentBatches(MAX_RECENT_BYTES);
  private final TreeMap<Long, Batch> early = new TreeMap<>();
  private int earlyBytes;
  private final UpdateTraces traces = new UpdateTraces();
  private IdempotencyCache keys;
  private ForwardDeduplicator forwards = new ForwardDeduplicator();
  private String epoch;
  private long term;
  private long offset;
  private Sink sink = Sink.NONE;

  public ReplicaLog(String feed, FeedRegistry feeds, Listener listener) {
    this.feed = feed;
    this.feeds = feeds;
    this.listener = listener;
    this.keys = emptyKeys(feeds);
    Position end = feeds.endPosition(feed);
    this.epoch = end.epoch();
    this.offset = end.offset();
  }

  static IdempotencyCache emptyKeys(FeedRegistry feeds) {
    return new IdempotencyCache(MAX_KEYS, feeds.clock()::nanos);
  }

  /** Sets the receiver of what is committed from now on. */
  public void setSink(Sink receiver) {
    sink = receiver;
    keys.onExpired(receiver::onKeyExpired);
  }

  public String epoch() {
    return epoch;
  }

  /** Returns the newest term of the feed that this node knows of. */
  public long term() {
    return term;
  }

  /** Returns the newest offset in the log. */
  public long offset() {
    return offset;
  }

  public RecentBatches recentBatches() {
    return recentBatches;
  }

  /** Returns the trace contexts of updates that are on their way. */
  public UpdateTraces traces() {
    return traces;
  }

  public IdempotencyCache keys() {
    return keys;
  }

  public ForwardDeduplicator forwards() {
    return forwards;
  }

  /** Returns the feed's log, which is created if there is none. */
  public FeedLog log() {
    FeedLog log = feeds.log(feed);
    if (log == null) {
      log = feeds.newLog(feed, epoch);
      feeds.replace(feed, log);
      sink.onLog(log);
    }
    return log;
  }

  /** Returns true if early batches wait for missing ones. */
  public boolean hasGap() {
    return !early.isEmpty();
  }

  /** Records that there is an owner with this term. */
  public void observeTerm(long observedTerm) {
    term = Math.max(term, observedTerm);
  }

  public Outcome apply(Batch batch) {
    if (!batch.epoch().equals(epoch)) {
      return batch.term() > term ? Outcome.NEWER_EPOCH : Outcome.OLD;
    }
    observeTerm(batch.term());
    if (batch.lastOffset() <= offset) {
      return Outcome.OLD;
    }
    if (batch.firstOffset() > offset + 1) {
      addEarly(batch);
      return Outcome.EARLY;
    }
    append(batch);
    appendEarly();
    return Outcome.APPLIED;
  }

  private void addEarly(Batch batch) {
    if (!batch.isEmpty()
        && earlyBytes + batch.sizeBytes() <= MAX_EARLY_BYTES
        && !early.containsKey(batch.firstOffset())) {
      early.put(batch.firstOffset(), batch);
      earlyBytes += batch.sizeBytes();
    }
  }

  private void appendEarly() {
    while (!early.isEmpty() && early.firstKey() <= offset + 1) {
      Batch batch = early.pollFirstEntry().getValue();
      earlyBytes -= batch.sizeBytes();
      if (batch.lastOffset() > offset) {
        append(batch);
      }
    }
  }

  private void append(Batch batch) {
    FeedLog log = log();
    long before = offset;
    recentBatches.add(batch);
    List<Update> updates = new ArrayList<>(batch.entries().size());
    for (LogEntry entry : batch.entries()) {
      if (entry.offset() > before) {
        updates.add(append(log, batch, entry));
      }
    }
    listener.onUpdates(updates);
  }

  private Update append(FeedLog log, Batch batch, LogEntry entry) {
    TraceContext trace = traces.take(batch, entry.offset());
    Update update = entry.update(epoch, feeds.options(feed), trace);
    log.appendReplicated(update);
    offset = entry.offset();
    Receipt receipt = entry.receipt(epoch);
    if (entry.key() != null) {
      keys.put(entry.topic(), entry.key(), receipt);
    }
    forwards.record(entry.source(), entry.forward(), entry.index(), receipt);
    sink.onEntry(entry);
    return update;
  }

  /** Replaces the log by an empty one of another epoch. */
  public void restart(String newEpoch, long newTerm) {
    load(newSnapshot(newEpoch, newTerm, 0));
  }

  /** Begins a new epoch with the content of this replica, because later updates may be lost. */
  public void startNewEpoch(String newEpoch) {
    LogSnapshot snapshot = newSnapshot(newEpoch, term, offset);
    FeedLog old = log();
    old.retained()
        .forEach(each -> snapshot.addUpdate(LogEntry.of(each), old.topics().uncounted().of(each)));
    keys.receipts()
        .forEach((key, receipt) -> snapshot.addKey(key.key(), withEpoch(newEpoch, receipt)));
    forwards.forEach(
        (source, number, index, receipt) ->
            snapshot.addForward(source, number, index, withEpoch(newEpoch, receipt)));
    load(snapshot);
  }

  private static Receipt withEpoch(String epoch, Receipt receipt) {
    return new Receipt(receipt.topic(), epoch, receipt.offset(), receipt.seq(), receipt.micros());
  }

  /**
   * Creates an empty snapshot of this feed.
   *
   * @param endOffset the offset at which it will end
   */
  public LogSnapshot newSnapshot(String ofEpoch, long ofTerm, long endOffset) {
    return new LogSnapshot(
        ofEpoch,
        ofTerm,
        endOffset,
        feeds.options(feed).delivery(),
        feeds.newLog(feed, ofEpoch),
        emptyKeys(feeds));
  }

  /**
   * Replaces the log by what was stored.
   *
   * @param recent the newest updates, so that a node that misses them needs no snapshot, or null
   */
  public void load(LogSnapshot snapshot, @Nullable Batch recent) {
    load(snapshot);
    if (recent != null) {
      recentBatches.add(recent);
    }
  }

  /**
   * Replaces the log by a snapshot. If it contains all updates that this node misses, readers get
   * them as live updates; otherwise they are reset.
   */
  public void load(LogSnapshot snapshot) {
    List<Update> missed = snapshot.epoch().equals(epoch) ? snapshot.allAfter(offset) : List.of();
    feeds.replace(feed, snapshot.log());
    keys = snapshot.keys();
    keys.onExpired(sink::onKeyExpired);
    forwards = snapshot.forwards();
    epoch = snapshot.epoch();
    term = Math.max(term, snapshot.term());
    offset = snapshot.offset();
    recentBatches.clear();
    early.values().removeIf(batch -> !batch.epoch().equals(epoch) || batch.lastOffset() <= offset);
    earlyBytes = early.values().stream().mapToInt(Batch::sizeBytes).sum();
    sink.onLog(snapshot.log());
    snapshot.log().loaded(feeds.clock().micros());
    if (missed.isEmpty()) {
      listener.onReset(new LogReset(feed, new Position(epoch, offset)));
    } else {
      listener.onUpdates(missed);
    }
    appendEarly();
  }
}
