package io.feedhorn.push;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.MigratedRecords;
import io.feedhorn.publish.WriterService;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push subscriptions of this server, on the writer's event loop. Executes {@link PushCommand}s,
 * and hands each published notification that somebody subscribed to over to the {@link PushSender}:
 * in a cluster, on one node.
 */
public final class PushService implements WriterService {
  private static final Logger LOG = LoggerFactory.getLogger(PushService.class);

  private final PushSubscriptions subscriptions;
  private final @Nullable FeedWriter writer;
  private final @Nullable PushNodes nodes;
  private @Nullable PushTakeover takeover;
  private final @Nullable MigratedRecords migrated;

  /**
   * Creates the service of a single server.
   *
   * @param stored the push subscriptions that the store has
   */
  public PushService(
      PushOptions options,
      StoreWriter store,
      PushMetrics metrics,
      Collection<StoredReader> stored) {
    PushRegistry registry = new PushRegistry(options.max(), store, metrics);
    stored.forEach(registry::load);
    this.subscriptions = registry;
    this.writer = null;
    this.nodes = null;
    this.migrated = null;
  }

  /**
   * Creates the service of a node in a cluster.
   *
   * @param stored the push subscriptions that the store has if it was that of a single server
   */
  public PushService(
      PushOptions options,
      FeedRegistry feeds,
      FeedWriter writer,
      StoreWriter store,
      PushMetrics metrics,
      PushNodes nodes,
      Collection<StoredReader> stored) {
    ReplicatedSubscriptions replicated =
        new ReplicatedSubscriptions(feeds, writer, options.max(), metrics);
    this.subscriptions = replicated;
    this.writer = writer;
    this.nodes = nodes;
    this.migrated = new MigratedRecords("push subscriptions", stored, store, replicated::migrate);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    PushRequests.register(bus);
    List<Future<?>> started = new ArrayList<>();
    started.add(subscriptions.start(vertx));
    FeedWriter ordering = writer;
    if (ordering != null && nodes != null) {
      PushTakeover between =
          new PushTakeover(nodes, ordering::orders, update -> handOver(bus, update));
      takeover = between;
      started.add(between.start(vertx));
      started.add(
          bus.localConsumer(
                  PushRequests.FINISHED,
                  (Message<PushFinished> end) -> between.onFinished(end.body().update()))
              .completion());
    }
    for (String feed :
        List.of(NotificationFeeds.USER, NotificationFeeds.GROUP, NotificationFeeds.ALL)) {
      started.add(
          bus.localConsumer(
                  Addresses.updates(feed), (Message<Object> message) -> onMessage(bus, message))
              .completion());
    }
    started.add(bus.<PushCommand>localConsumer(PushRequests.COMMANDS, this::execute).completion());
    MigratedRecords records = migrated;
    return Future.all(started)
        .onSuccess(
            all -> {
              if (records != null) {
                records.start(vertx);
              }
            });
  }

  private void onMessage(EventBus bus, Message<Object> message) {
    if (message.body() instanceof ConsecutiveUpdates consecutive) {
      consecutive.updates().forEach(update -> onUpdate(bus, update));
    }
  }

  private void onUpdate(EventBus bus, Update update) {
    if (!subscriptions.of(update.topic().name()).isEmpty() && PushMessage.isNotification(update)) {
      PushTakeover between = takeover;
      if (between == null) {
        handOver(bus, update);
      } else {
        between.onPublished(update);
      }
    }
  }

  /** Hands a notification over to the sender; fails if that has not started, or has stopped. */
  private Future<?> handOver(EventBus bus, Update update) {
    List<PushSubscription> to = List.copyOf(subscriptions.of(update.topic().name()));
    return bus.request(PushRequests.JOBS, new PushJob(update, to), PushRequests.LOCAL_ONLY);
  }

  private void execute(Message<PushCommand> message) {
    try {
      result(message.body())
          .map(changed -> new PushResult(changed, null))
          .otherwise(failure -> new PushResult(false, refusal(failure)))
          .onSuccess(message::reply);
    } catch (RuntimeException failure) {
      message.reply(new PushResult(false, refusal(failure)));
    }
  }

  private Future<Boolean> result(PushCommand command) {
    if (command instanceof PushCommand.Subscribe subscribe) {
      return subscriptions.subscribe(subscribe.subscription());
    }
    if (command instanceof PushCommand.Find find) {
      return Future.succeededFuture(subscriptions.has(find.endpoint(), find.topic()));
    }
    return subscriptions.unsubscribe(((PushCommand.Unsubscribe) command).endpoint());
  }

  private static FeedException refusal(Throwable failure) {
    if (failure instanceof StoreException) {
      LOG.debug("A change of a push subscription is not stored", failure); // The store reports it.
      return new FeedException(
          ErrorCode.UNAVAILABLE, "The push subscription cannot be stored now; try again.", 1);
    }
    if (!(failure instanceof FeedException)) {
      LOG.error("A change of a push subscription failed", failure);
    }
    return FeedException.of(failure);
  }
}
