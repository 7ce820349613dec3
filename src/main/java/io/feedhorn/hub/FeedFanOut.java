package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One feed as one hub hears it: one consumer on the event bus, however many readers there are.
 * Owned by the hub's event loop, not thread-safe.
 */
final class FeedFanOut {
  private final PatternIndex index = new PatternIndex();
  private final LogResetListener restarts;
  private final MessageConsumer<Object> consumer;
  private String epoch;
  private long lastOffset;

  /** Takes the news that a feed's log was put in the place of another. */
  interface LogResetListener {
    /**
     * A log has taken the place of another.
     *
     * @param further whether it is of the same epoch: what the other had, and more
     */
    void onLogReset(LogReset reset, boolean further);
  }

  FeedFanOut(Vertx vertx, FeedRegistry feeds, String feed, LogResetListener restarts) {
    this.restarts = restarts;
    this.consumer = vertx.eventBus().localConsumer(Addresses.updates(feed), this::onMessage);
    // Read after the consumer is there: what is appended from here on will be heard.
    Position tail = feeds.endPosition(feed);
    this.lastOffset = tail.offset();
    this.epoch = tail.epoch();
  }

  PatternIndex index() {
    return index;
  }

  /**
   * The newest offset this hub has handed on, or had no reader for; what is newer will be heard.
   */
  long lastOffset() {
    return lastOffset;
  }

  Future<Void> close() {
    return consumer.unregister();
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
      if (!subscription.has(pattern)) {
        index.add(pattern, subscription);
      }
      subscription.setOptions(pattern, options);
    }
    subscription.applyOptions();
  }

  void remove(TopicPattern pattern, Subscription subscription) {
    if (subscription.has(pattern)) {
      index.remove(pattern, subscription);
      subscription.removePattern(pattern);
      subscription.applyOptions();
    }
  }

  private void onMessage(Message<Object> message) {
    if (message.body() instanceof Update update) {
      onMessage(update);
    } else if (message.body() instanceof LogReset reset) {
      boolean further = reset.end().epoch().equals(epoch);
      epoch = reset.end().epoch();
      lastOffset = reset.end().offset();
      restarts.onLogReset(reset, further);
    }
  }

  private void onMessage(Update update) {
    lastOffset = Math.max(lastOffset, update.offset());
    List<PatternIndex.Group> groups = index.of(update.topic().name());
    for (int i = 0; i < groups.size(); i++) {
      List<Subscription> subscriptions = groups.get(i).subscriptions();
      for (int j = 0; j < subscriptions.size(); j++) {
        subscriptions.get(j).offer(update, groups);
      }
    }
  }
}
