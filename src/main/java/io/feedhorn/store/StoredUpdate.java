package io.feedhorn.store;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One update of a durable feed. Immutable; the buffer must not be changed.
 *
 * @param previousOffset the offset of the topic's previous update, 0 if this is the first
 * @param micros the time at which the server accepted it, Unix time in microseconds
 * @param data compact JSON in UTF-8
 * @param origin the forwarded publish that it was, in a cluster; null on a single node
 * @param uncounted the updates of its topic that do not count as unread
 */
public record StoredUpdate(
    Topic topic,
    long offset,
    long seq,
    long previousOffset,
    long micros,
    Buffer data,
    @Nullable Origin origin,
    Uncounted uncounted)
    implements StoreChange {

  /**
   * The forward between nodes that contained a publish, so that a repetition is recognized.
   *
   * @param source the number of the forwarding node
   * @param forward the number of the forward
   * @param index the position of the publish in the forward
   */
  public record Origin(long source, long forward, int index) {}

  /** Creates an update that was published on this node, on a topic of which all updates count. */
  public StoredUpdate(
      Topic topic, long offset, long seq, long previousOffset, long micros, Buffer data) {
    this(topic, offset, seq, previousOffset, micros, data, null, Uncounted.NONE);
  }
}
