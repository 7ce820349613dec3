package io.feedhorn.push;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push subscriptions of a cluster. Each is the newest update on a topic of the private feed,
 * which all nodes have and no client can read; every node changes it. The node that orders the feed
 * removes the oldest of a user who has too many. Owned by the writer's event loop.
 */
final class ReplicatedSubscriptions implements PushSubscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedSubscriptions.class);
  private static final String TOPIC_PREFIX = Topic.PRIVATE_FEED + ".push-subscriptions.";

  private final FeedRegistry feeds;
  private final FeedWriter writer;
  private final SubscriptionIndex index;
  private final Map<String, String> endpoints = new HashMap<>();

  /**
   * @param max the maximum number of push subscriptions; if several nodes add some at the same
   *     time, there may be a few more
   */
  ReplicatedSubscriptions(FeedRegistry feeds, FeedWriter writer, int max, PushMetrics metrics) {
    this.feeds = feeds;
    this.writer = writer;
    this.index = new SubscriptionIndex(max, metrics);
  }

  private static Topic topic(String endpoint) {
    return new Topic(TOPIC_PREFIX + PushSubscription.digest(endpoint), Topic.PRIVATE_FEED);
  }

  private static boolean isSubscription(Update update) {
    return update.topic().name().startsWith(TOPIC_PREFIX);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    Future<?> started =
        vertx
            .eventBus()
            .localConsumer(Addresses.updates(Topic.PRIVATE_FEED), this::onChange)
            .completion();
    load();
    return started;
  }

  private void onChange(Message<Object> message) {
    if (message.body() instanceof ConsecutiveUpdates consecutive) {
      consecutive.updates().stream()
          .filter(ReplicatedSubscriptions::isSubscription)
          .forEach(this::onSubscription);
    } else if (message.body() instanceof LogReset) {
      load();
    }
  }

  private void onSubscription(Update update) {
    refresh(update.topic());
    if (!update.isDeletion() && writer.orders(Topic.PRIVATE_FEED)) {
      removeOldest(PushSubscription.ofState(update.data()));
    }
  }

  /** Makes the index equal to the log of this node. */
  private void load() {
    index.clear();
    endpoints.clear();
    FeedLog log = feeds.log(Topic.PRIVATE_FEED);
    if (log != null) {
      log.retained().stream()
          .filter(ReplicatedSubscriptions::isSubscription)
          .map(Update::topic)
          .distinct()
          .forEach(this::refresh);
    }
  }

  /** Makes the index equal to the log of this node for one topic. */
  private void refresh(Topic topic) {
    FeedLog log = feeds.log(Topic.PRIVATE_FEED);
    Update newest = log == null ? null : log.newest(topic.name());
    if (newest == null || newest.isDeletion()) {
      String endpoint = endpoints.remove(topic.name());
      if (endpoint != null) {
        index.remove(endpoint);
      }
    } else {
      PushSubscription known = PushSubscription.ofState(newest.data());
      endpoints.put(topic.name(), known.endpoint());
      index.put(known, newest.offset());
    }
  }

  private void removeOldest(PushSubscription added) {
    for (PushSubscription oldest : index.excess(added.user(), 0)) {
      remove(oldest.endpoint())
          .onFailure(
              failure ->
                  LOG.warn("The oldest {} is not removed: {}", oldest, failure.getMessage()));
    }
  }

  @Override
  public Future<Boolean> subscribe(PushSubscription added) {
    return catchUp(added.endpoint())
        .compose(
            level -> {
              PushSubscription before = index.find(added.endpoint());
              if (before == null) {
                index.requireRoom();
              }
              return added.equals(before)
                  ? Future.succeededFuture(false)
                  : publish(new PublishCommand(topic(added.endpoint()), added.state(), null))
                      .map(before == null);
            });
  }

  @Override
  public Future<Boolean> unsubscribe(String endpoint) {
    return catchUp(endpoint)
        .compose(
            level ->
                index.find(endpoint) == null ? Future.succeededFuture(false) : remove(endpoint));
  }

  /** Takes over a push subscription that the store of a single server had. */
  Future<?> migrate(StoredReader stored) {
    PushSubscription known = PushSubscription.ofState(stored.state());
    return writer
        .catchUp(Topic.PRIVATE_FEED)
        .compose(
            level -> {
              refresh(topic(known.endpoint()));
              return index.find(known.endpoint()) != null
                  ? Future.succeededFuture()
                  : publish(new PublishCommand(topic(known.endpoint()), known.state(), null));
            });
  }

  /** Gets what other nodes have changed. Without their answer this node uses what it has. */
  private Future<?> catchUp(String endpoint) {
    return writer
        .catchUp(Topic.PRIVATE_FEED)
        .otherwiseEmpty()
        .onSuccess(level -> refresh(topic(endpoint)));
  }

  private Future<Boolean> remove(String endpoint) {
    return publish(PublishCommand.deletion(topic(endpoint), null))
        .map(true)
        .recover(
            failure ->
                failure instanceof FeedException refused && refused.code() == ErrorCode.NOT_FOUND
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private Future<?> publish(PublishCommand command) {
    return writer.append(command).onSuccess(receipt -> refresh(receipt.topic()));
  }

  @Override
  public boolean has(String endpoint, String topic) {
    return index.has(endpoint, topic);
  }

  @Override
  public Collection<PushSubscription> of(String topic) {
    return index.of(topic);
  }
}
