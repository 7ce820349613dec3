package io.feedhorn.cluster;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Position;
import io.feedhorn.model.Restart;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Idempotency;
import io.feedhorn.publish.Receipt;
import java.util.TreeMap;

/**
 * This node's copy of one feed. Takes committed batches in any order and any number of times, and
 * keeps each update once, in the order of the offsets, none left out: what came early waits, within
 * a bound. Not thread-safe: owned by the writer's event loop, the only thread that writes the
 * feed's log.
 */
final class Mirror {
  static final int JOURNAL_BYTES = 4 * 1024 * 1024;
  private static final int EARLY_BYTES = 4 * 1024 * 1024;
  private static final int MOST_KEYS = 1_000_000;

  /** What became of a batch. */
  enum Outcome {
    /** It is in the log, and with it what had waited for it. */
    KEPT,
    /** It was in the log, or is of a log that is over. */
    OLD,
    /** Something before it is missing. */
    EARLY,
    /** It is of a newer log than this one: all is missing. */
    ELSEWHERE
  }

  /** What a mirror tells its node. */
  interface Listener {
    void kept(Update update);

    void restarted(Restart restart);
  }

  private final String feed;
  private final Feeds feeds;
  private final Listener listener;
  private final Journal journal = new Journal(JOURNAL_BYTES);
  private final TreeMap<Long, Batch> early = new TreeMap<>();
  private int earlyBytes;
  private Idempotency keys;
  private Parcels parcels = new Parcels();
  private String epoch;
  private long tag;
  private long offset;

  Mirror(String feed, Feeds feeds, Listener listener) {
    this.feed = feed;
    this.feeds = feeds;
    this.listener = listener;
    this.keys = emptyKeys();
    Position tail = feeds.tail(feed);
    this.epoch = tail.epoch();
    this.offset = tail.offset();
  }

  private Idempotency emptyKeys() {
    return new Idempotency(MOST_KEYS, feeds.clock()::nanos);
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

  Journal journal() {
    return journal;
  }

  Idempotency keys() {
    return keys;
  }

  Parcels parcels() {
    return parcels;
  }

  FeedLog log() {
    FeedLog log = feeds.log(feed);
    if (log == null) {
      log = feeds.begin(feed, epoch);
      feeds.replace(feed, log);
    }
    return log;
  }

  /** Whether it waits for something that is missing. */
  boolean hasGap() {
    return !early.isEmpty();
  }

  /** Notes that a sequencer is at work. */
  void heardOf(long sequencer) {
    tag = Math.max(tag, sequencer);
  }

  Outcome offer(Batch batch) {
    if (!batch.epoch().equals(epoch)) {
      return batch.tag() > tag ? Outcome.ELSEWHERE : Outcome.OLD;
    }
    heardOf(batch.tag());
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
    journal.add(batch);
    for (Entry entry : batch.entries()) {
      if (entry.offset() > from) {
        keep(log, entry);
      }
    }
  }

  private void keep(FeedLog log, Entry entry) {
    Update update = update(entry);
    log.take(update);
    offset = entry.offset();
    Receipt receipt = entry.receipt(epoch);
    if (entry.key() != null) {
      keys.remember(entry.topic(), entry.key(), receipt);
    }
    parcels.note(entry.source(), entry.parcel(), entry.index(), receipt);
    listener.kept(update);
  }

  private Update update(Entry entry) {
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
    load(new Copy(newEpoch, sequencer, 0));
  }

  /** Goes on in another epoch with all that it has, where nobody knows what came after it. */
  void renew(String newEpoch) {
    Copy copy = new Copy(newEpoch, tag, offset);
    log().kept().forEach(update -> copy.take(Entry.of(update)));
    keys.all().forEach((key, receipt) -> copy.remember(key.key(), in(newEpoch, receipt)));
    parcels
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
  void load(Copy copy) {
    feeds.replace(feed, copy.log);
    keys = copy.keys;
    parcels = copy.parcels;
    epoch = copy.epoch;
    tag = Math.max(tag, copy.tag);
    offset = copy.offset;
    journal.clear();
    early.values().removeIf(batch -> !batch.epoch().equals(epoch) || batch.last() <= offset);
    earlyBytes = early.values().stream().mapToInt(Batch::length).sum();
    listener.restarted(new Restart(feed, new Position(epoch, offset)));
    drain();
  }

  /** A log in the making. */
  final class Copy {
    private final String epoch;
    private final long tag;
    private final long offset;
    private final FeedLog log;
    private final Idempotency keys = emptyKeys();
    private final Parcels parcels = new Parcels();

    /**
     * @param offset where it ends
     */
    Copy(String epoch, long tag, long offset) {
      this.epoch = epoch;
      this.tag = tag;
      this.offset = offset;
      this.log = feeds.begin(feed, epoch);
    }

    long offset() {
      return offset;
    }

    boolean isOf(String anEpoch) {
      return epoch.equals(anEpoch);
    }

    /** Takes an update that is still kept; the next one may be several offsets further. */
    void take(Entry entry) {
      log.take(
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
      keys.remember(receipt.topic(), key, receipt);
    }

    void note(long source, long parcel, int index, Receipt receipt) {
      parcels.note(source, parcel, index, receipt);
    }
  }
}
