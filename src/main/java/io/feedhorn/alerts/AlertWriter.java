package io.feedhorn.alerts;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.WriterRequests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.util.Collection;

/**
 * Publishes rules and notifications. Safe on any thread. A future fails with a {@link
 * io.feedhorn.model.FeedException} if the update is refused.
 */
final class AlertWriter {
  // Less than the store can keep in one record.
  private static final int MAX_BYTES = 4 << 20;

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
    if (rules.isEmpty()) {
      return writer.send(PublishCommand.deletionAfter(topic, seq));
    }
    Buffer data = UserAlerts.data(rules);
    return data.length() > MAX_BYTES
        ? Future.failedFuture(
            new FeedException(
                ErrorCode.TOO_LARGE,
                "The rules of the user would have %d bytes with their state; at most %d are allowed."
                    .formatted(data.length(), MAX_BYTES)))
        : writer.send(new PublishCommand(topic, data, null, seq));
  }

  /** Publishes a notification, unless it was published already. */
  Future<Receipt> notify(String user, Firing firing) {
    Topic topic = Topic.parse(NotificationFeeds.USER + "." + user);
    return writer.send(new PublishCommand(topic, firing.notification().toBuffer(), firing.key()));
  }
}
