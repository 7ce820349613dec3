package io.feedhorn.source.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of a stream, by a durable consumer. JetStream sends unacknowledged messages again
 * only after newer ones. Each opening therefore creates a consumer that begins after the last
 * acknowledged message, and then removes the earlier one, so that the order is that of the stream.
 * A stream that is a work queue has no acknowledged messages, and no second consumer: the earlier
 * one is removed before.
 */
final class StreamReader implements NatsReader {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final String stream;
  private final JetStreamSubscription subscription;

  /** The time of the stream's creation: a stream that replaces it has the same sequence numbers. */
  private final long created;

  private StreamReader(String stream, JetStreamSubscription subscription, long created) {
    this.stream = stream;
    this.subscription = subscription;
    this.created = created;
  }

  /**
   * Opens the stream after the last acknowledged message.
   *
   * @param base the start of the name of the consumer
   * @param maxPending the maximum number of messages without an acknowledgement
   */
  static StreamReader open(
      Connection connection, String stream, String subject, String base, int maxPending)
      throws IOException, JetStreamApiException {
    JetStreamManagement management = connection.jetStreamManagement();
    StreamInfo info = management.getStreamInfo(stream);
    boolean workQueue = info.getConfiguration().getRetentionPolicy() == RetentionPolicy.WorkQueue;
    List<ConsumerInfo> earlier =
        management.getConsumers(stream).stream()
            .filter(consumer -> number(base, consumer.getName()) > 0)
            .toList();
    long acknowledged = 0;
    int number = 0;
    for (ConsumerInfo consumer : earlier) {
      acknowledged = Math.max(acknowledged, consumer.getAckFloor().getStreamSequence());
      number = Math.max(number, number(base, consumer.getName()));
    }
    String name = base + "-" + (number + 1);
    ConsumerConfiguration.Builder consumer =
        ConsumerConfiguration.builder()
            .durable(name)
            .ackPolicy(AckPolicy.Explicit)
            .filterSubject(subject)
            .maxAckPending(maxPending);
    if (workQueue) {
      delete(management, stream, earlier);
    } else if (acknowledged > 0) {
      consumer.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(acknowledged + 1);
    }
    management.addOrUpdateConsumer(stream, consumer.build());
    JetStreamSubscription opened =
        connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, name));
    if (!workQueue) {
      delete(management, stream, earlier);
    }
    long created = info.getCreateTime().toInstant().getEpochSecond();
    return new StreamReader(stream, opened, created);
  }

  private static void delete(
      JetStreamManagement management, String stream, List<ConsumerInfo> consumers)
      throws IOException, JetStreamApiException {
    for (ConsumerInfo consumer : consumers) {
      management.deleteConsumer(stream, consumer.getName());
    }
  }

  /** Returns the number at the end of a consumer's name; 0 if the name is another one. */
  private static int number(String base, String name) {
    Matcher matcher = Pattern.compile(Pattern.quote(base) + "-(\\d{1,9})").matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Override
  public List<Message> next(int max) {
    return subscription.fetch(max, WAIT);
  }

  @Override
  public String position(Message message) {
    return stream + "@" + created + ":" + message.metaData().streamSequence();
  }
}
