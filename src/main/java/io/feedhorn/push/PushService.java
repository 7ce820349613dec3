package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push subscriptions of this server, on the writer's event loop. Executes {@link PushCommand}s,
 * and hands each published notification that somebody subscribed to over to the {@link PushSender}.
 */
public final class PushService implements WriterService {
  private static final Logger LOG = LoggerFactory.getLogger(PushService.class);

  private final PushRegistry registry;

  /**
   * @param stored the push subscriptions that the store has
   */
  public PushService(
      PushOptions options,
      StoreWriter store,
      PushMetrics metrics,
      Collection<StoredReader> stored) {
    this.registry = new PushRegistry(options.max(), store, metrics);
    stored.forEach(registry::load);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    PushRequests.register(bus);
    List<Future<?>> consumers = new ArrayList<>();
    for (String feed :
        List.of(NotificationFeeds.USER, NotificationFeeds.GROUP, NotificationFeeds.ALL)) {
      consumers.add(
          bus.localConsumer(
                  Addresses.updates(feed), (Message<Object> message) -> onUpdate(bus, message))
              .completion());
    }
    consumers.add(
        bus.<PushCommand>localConsumer(PushRequests.COMMANDS, this::execute).completion());
    return Future.all(consumers);
  }

  private void onUpdate(EventBus bus, Message<Object> message) {
    if (message.body() instanceof Update update) {
      List<PushSubscription> subscriptions = List.copyOf(registry.of(update.topic().name()));
      if (!subscriptions.isEmpty() && PushMessage.isNotification(update)) {
        bus.send(PushRequests.JOBS, new PushJob(update, subscriptions), PushRequests.LOCAL_ONLY);
      }
    }
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
    return command instanceof PushCommand.Subscribe subscribe
        ? registry.subscribe(subscribe.subscription())
        : registry.unsubscribe(((PushCommand.Unsubscribe) command).endpoint());
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
