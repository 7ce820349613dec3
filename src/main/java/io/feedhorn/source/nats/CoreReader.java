package io.feedhorn.source.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a subject of core NATS, which stores none. Messages that arrive while the
 * client's buffer is full are lost, and counted.
 */
final class CoreReader implements NatsReader {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Subscription subscription;
  private long dropped;

  CoreReader(Connection connection, String subject, @Nullable String group) {
    this.subscription =
        group == null ? connection.subscribe(subject) : connection.subscribe(subject, group);
  }

  @Override
  public List<Message> next(int max) throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    Message next = subscription.nextMessage(WAIT);
    while (next != null) {
      messages.add(next);
      next =
          messages.size() < max && subscription.getPendingMessageCount() > 0
              ? subscription.nextMessage(WAIT)
              : null;
    }
    return messages;
  }

  @Override
  public long lost() {
    long before = dropped;
    dropped = subscription.getDroppedCount();
    return dropped - before;
  }
}
