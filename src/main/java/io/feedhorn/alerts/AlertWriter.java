package io.feedhorn.alerts;

import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.Collection;

/**
 * Publishes rules and notifications. Safe on any thread. A future fails with a {@link
 * io.feedhorn.model.FeedException} if the update is refused.
 */
final class AlertWriter {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  AlertWriter(EventBus bus) {
    this.bus = bus;
  }

  /**
   * Stores the rules of a user, unless the topic has another update in the meantime.
   *
   * @param seq the seq of the update that they replace; 0 if there is none
   */
  Future<Receipt> store(String user, long seq, Collection<StoredRule> rules) {
    Topic topic = UserAlerts.topic(user);
    return publish(
        rules.isEmpty()
            ? PublishCommand.deletionAfter(topic, seq)
            : new PublishCommand(topic, UserAlerts.data(rules), null, seq));
  }

  /** Publishes a notification, unless it was published already. */
  Future<Receipt> notify(String user, Firing firing) {
    Topic topic = Topic.parse(NotificationFeeds.USER + "." + user);
    return publish(new PublishCommand(topic, firing.notification().toBuffer(), firing.key()));
  }

  private Future<Receipt> publish(PublishCommand command) {
    return bus.<PublishResult>request(Addresses.PUBLISH, command, LOCAL_ONLY)
        .compose(
            reply -> {
              PublishResult result = reply.body();
              return result.receipt() != null
                  ? Future.succeededFuture(result.receipt())
                  : Future.failedFuture(result.exception());
            });
  }
}
