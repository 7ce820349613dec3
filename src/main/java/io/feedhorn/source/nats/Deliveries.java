package io.feedhorn.source.nats;

import io.nats.client.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * The accepted messages of a stream that are not acknowledged. JetStream sends them again after
 * some time, and at once to a new consumer, although they are only waiting for their receipts.
 * Owned by the source's event loop.
 */
final class Deliveries {
  /** The newest delivery of each message, by its position. */
  private final Map<String, Message> unacknowledged = new HashMap<>();

  /** The sequence number of the last message of the consumer that was no repetition. */
  private long newest;

  /** Begins with a new consumer. */
  void begin() {
    newest = 0;
  }

  /**
   * Takes a message. Returns false if it was accepted before.
   *
   * @throws IllegalStateException if it must be acknowledged again, and the connection has ended
   */
  boolean add(String position, Message message) {
    long sequence = message.metaData().streamSequence();
    // A consumer sends each message for the first time in the order of the stream.
    boolean repeated = sequence <= newest;
    newest = Math.max(newest, sequence);
    if (unacknowledged.replace(position, message) != null) {
      return false;
    }
    if (repeated) {
      message.ack(); // It was sent before the acknowledgement arrived.
      return false;
    }
    unacknowledged.put(position, message);
    return true;
  }

  /**
   * Acknowledges a message.
   *
   * @throws IllegalStateException if the connection of its newest delivery has ended
   */
  void acknowledge(String position) {
    Message message = unacknowledged.remove(position);
    if (message != null) {
      message.ack();
    }
  }
}
