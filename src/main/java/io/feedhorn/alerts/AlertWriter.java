package io.feedhorn.alerts;

import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.WriterRequests;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.Collection;

/**
 * Publishes rules and notifications. Safe on any thread. A future fails with a {@link
 * io.feedhorn.model.FeedException} if the update is refused.
 */
final class AlertWriter {
  private final WriterRequests writer;

  AlertWriter(EventBus bus) {
    this.writer = new WriterRequests(bus);
  }

  /**
   * Stores the rules of a user, unless the topic has another update in the meantime.
   *
   * @param seq the seq of the update that they replace; 0 if there is none
   */
  Future<Receipt> store(String user, long seq, Collection<StoredRule> rules) {
    Topic topic = UserAlerts.topic(user);
    return writer.send(
        rules.isEmpty()
            ? PublishCommand.deletionAfter(topic, seq)
            : new PublishCommand(topic, UserAlerts.data(rules), null, seq));
  }

  /** Publishes a notification, unless it was published already. */
  Future<Receipt> notify(String user, Firing firing) {
    Topic topic = Topic.parse(NotificationFeeds.USER + "." + user);
    return writer.send(new PublishCommand(topic, firing.notification().toBuffer(), firing.key()));
  }
}
