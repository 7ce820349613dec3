package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Publishes on durable feeds that are stored together. Assigns their offsets after the end of the
 * logs; the logs are changed by {@link #append} only. Not thread-safe: owned by the writer's event
 * loop.
 */
final class DurableBatch {
  private final FeedRegistry feeds;
  private final IdempotencyCache keys;
  private final Map<String, NextUpdates> byFeed = new HashMap<>();
  private final Map<IdempotencyCache.Key, Receipt> receiptsByKey = new HashMap<>();
  private final List<StoreChange> changes = new ArrayList<>();
  private final List<Update> updates = new ArrayList<>();
  private final List<StoredKey> newKeys = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private int newFeeds;
  private long sizeBytes;

  /**
   * The outcome of one publish. Immutable.
   *
   * @param result the result if the batch is stored
   * @param inBatch true if the result is the receipt of an update that this batch contains
   */
  record Outcome(DurablePublish publish, PublishResult result, boolean inBatch) {}

  DurableBatch(FeedRegistry feeds, IdempotencyCache keys) {
    this.feeds = feeds;
    this.keys = keys;
  }

  /** Adds a publish: a new update, a refusal, or the receipt of the same idempotency key. */
  void add(DurablePublish publish) {
    try {
      publish.command().checkOrder();
      Receipt inThisBatch = findInThisBatch(publish.command());
      Receipt earlier = inThisBatch == null ? findStored(publish.command()) : null;
      Receipt receipt =
          inThisBatch != null ? inThisBatch : earlier != null ? earlier : addUpdate(publish);
      outcomes.add(new Outcome(publish, new PublishResult(receipt, null), earlier == null));
    } catch (FeedException refusal) {
      outcomes.add(new Outcome(publish, new PublishResult(null, refusal), false));
    }
  }

  private @Nullable Receipt findInThisBatch(PublishCommand command) {
    String key = command.idempotencyKey();
    return key == null ? null : receiptsByKey.get(key(command.topic(), key));
  }

  private @Nullable Receipt findStored(PublishCommand command) {
    String key = command.idempotencyKey();
    return key == null ? null : keys.find(command.topic(), key);
  }

  private static IdempotencyCache.Key key(Topic topic, String key) {
    return new IdempotencyCache.Key(topic.name(), key);
  }

  private Receipt addUpdate(DurablePublish publish) {
    PublishCommand command = publish.command();
    Topic topic = command.topic();
    NextUpdates next = byFeed.get(topic.feed());
    if (next == null) {
      next = begin(command);
    }
    Update update = next.add(command, publish.micros());
    updates.add(update);
    changes.add(next.record(update));
    sizeBytes += command.data().length() + topic.name().length();
    Receipt receipt = Receipt.of(update);
    if (command.idempotencyKey() != null) {
      addKey(command.idempotencyKey(), receipt);
    }
    return receipt;
  }

  private NextUpdates begin(PublishCommand first) {
    String feed = first.topic().feed();
    FeedLog log = feeds.log(feed);
    if (log == null && first.isDeletion()) {
      throw FeedTopics.notFound(first.topic());
    }
    if (log == null) {
      feeds.checkFeedLimit(feed, newFeeds);
      log = feeds.newLog(feed, feeds.initialEpoch(feed));
      newFeeds++;
    }
    NextUpdates next = new NextUpdates(log);
    byFeed.put(feed, next);
    return next;
  }

  private void addKey(String key, Receipt receipt) {
    StoredKey stored =
        new StoredKey(
            receipt.topic(),
            key,
            receipt.epoch(),
            receipt.offset(),
            receipt.seq(),
            receipt.micros());
    newKeys.add(stored);
    changes.add(stored);
    receiptsByKey.put(key(receipt.topic(), key), receipt);
  }

  /** Returns the number of updates. */
  int size() {
    return updates.size();
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns the number of feeds that get their first update. */
  int newFeeds() {
    return newFeeds;
  }

  /** Returns what is to be stored. */
  List<StoreChange> changes() {
    List<StoreChange> all = new ArrayList<>(changes.size() + byFeed.size());
    all.addAll(changes);
    byFeed.forEach(
        (feed, next) -> all.add(new StoredFeed(feed, next.log().epoch(), next.endOffset())));
    return all;
  }

  /** Returns the feeds of the updates with their logs, which may be new. */
  Map<String, FeedLog> logs() {
    Map<String, FeedLog> logs = new HashMap<>();
    byFeed.forEach((feed, next) -> logs.put(feed, next.log()));
    return logs;
  }

  /** Appends the updates to their logs, and adds the keys to the cache. */
  void append() {
    for (Update update : updates) {
      Objects.requireNonNull(byFeed.get(update.topic().feed())).log().appendReplicated(update);
    }
    newKeys.forEach(
        key ->
            keys.put(
                key.topic(),
                key.key(),
                new Receipt(key.topic(), key.epoch(), key.offset(), key.seq(), key.micros())));
  }

  List<Update> updates() {
    return updates;
  }

  /** Records that the batch could not be stored. */
  void onFailed(FeedException failure) {
    outcomes.stream()
        .filter(Outcome::inBatch)
        .forEach(outcome -> outcome.publish().command().onRefused(failure));
  }

  /** Returns the trace contexts of the publishes whose updates the batch contains. */
  List<@Nullable TraceContext> traces() {
    List<@Nullable TraceContext> traces = new ArrayList<>(updates.size());
    updates.forEach(update -> traces.add(update.trace()));
    return traces;
  }

  /** Returns the outcomes in the order in which the publishes were added. */
  List<Outcome> outcomes() {
    return outcomes;
  }
}
