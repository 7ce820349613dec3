package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateRun;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fan-out of one feed on one event loop: a consumer on the event bus and the subscriptions.
 * Owned by the hub's event loop, not thread-safe.
 */
final class FeedFanOut {
  private static final Logger LOG = LoggerFactory.getLogger(FeedFanOut.class);

  private final String feed;
  private final PatternIndex index = new PatternIndex();
  private final PatternCount count;
  private final LogResetListener onReset;
  private final FlushQueue flushQueue;
  private final MessageConsumer<Object> consumer;
  private String epoch;
  private long lastOffset;
  private PatternHistory newestHistory = PatternHistory.NONE;

  /** A listener for replaced logs. */
  interface LogResetListener {
    /**
     * Called after the log of the feed was replaced.
     *
     * @param sameEpoch if the new log continues the former one
     */
    void onLogReset(LogReset reset, boolean sameEpoch);
  }

  FeedFanOut(
      Vertx vertx,
      FeedRegistry feeds,
      Metrics metrics,
      String feed,
      LogResetListener onReset,
      FlushQueue flushQueue) {
    this.feed = feed;
    this.flushQueue = flushQueue;
    this.count = new PatternCount(feeds, metrics, feed);
    this.onReset = onReset;
    this.consumer = vertx.eventBus().localConsumer(Addresses.updates(feed), this::onMessage);
    // Read after the consumer was registered: updates that are appended later arrive as messages.
    Position end = feeds.endPosition(feed);
    this.lastOffset = end.offset();
    this.epoch = end.epoch();
  }

  String feed() {
    return feed;
  }

  PatternIndex index() {
    return index;
  }

  /** Returns the epoch of the log that {@link #lastOffset} belongs to. */
  String epoch() {
    return epoch;
  }

  /** Returns the newest offset that this hub has processed; later ones arrive as messages. */
  long lastOffset() {
    return lastOffset;
  }

  /** Receives no more updates of the feed. */
  void close() {
    consumer
        .unregister()
        .onFailure(
            failure -> LOG.warn("Unregistering the consumer of feed {} failed", feed, failure));
  }

  int subscribers(String topic) {
    Set<Outbox> outboxes = new HashSet<>();
    for (PatternIndex.Group group : index.of(topic)) {
      group.subscriptions().forEach(subscription -> outboxes.add(subscription.outbox()));
    }
    return outboxes.size();
  }

  void add(List<TopicPattern> patterns, Subscription subscription, SubscribeOptions options) {
    for (TopicPattern pattern : patterns) {
      if (subscription.has(pattern)) {
        subscription.setOptions(pattern, options);
      } else {
        subscription.setOptions(index.add(pattern, subscription), options);
        count.add(1);
      }
    }
    subscription.applyOptions();
  }

  void remove(TopicPattern pattern, Subscription subscription) {
    if (subscription.has(pattern)) {
      index.remove(pattern, subscription);
      count.add(-1);
      subscription.removePattern(pattern);
      subscription.applyOptions();
    }
  }

  /**
   * Returns the history of a pattern that got one range. Connections that subscribe one after the
   * other mostly get equal ones, and share it.
   */
  PatternHistory history(DeliveredRange range) {
    PatternHistory history = PatternHistory.NONE.plus(range);
    if (!history.equals(newestHistory)) {
      newestHistory = history;
    }
    return newestHistory;
  }

  private void onMessage(Message<Object> message) {
    if (message.body() instanceof UpdateRun run) {
      count.update();
      run.updates().forEach(this::onUpdate);
    } else if (message.body() instanceof LogReset reset) {
      boolean sameEpoch = reset.end().epoch().equals(epoch);
      epoch = reset.end().epoch();
      lastOffset = reset.end().offset();
      count.update();
      onReset.onLogReset(reset, sameEpoch);
    }
  }

  private void onUpdate(Update update) {
    lastOffset = Math.max(lastOffset, update.offset());
    epoch = update.epoch();
    List<PatternIndex.Group> groups = index.of(update.topic().name());
    TraceContext trace = update.trace();
    if (trace != null && !groups.isEmpty()) {
      flushQueue.beginWrite(update, trace);
    }
    for (int i = 0; i < groups.size(); i++) {
      List<Subscription> subscriptions = groups.get(i).subscriptions();
      for (int j = 0; j < subscriptions.size(); j++) {
        subscriptions.get(j).offer(update, groups);
      }
    }
    if (update.isDeletion()) {
      index.forget(update.topic().name());
    }
  }
}
