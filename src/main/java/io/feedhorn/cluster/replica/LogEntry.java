package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An update as nodes exchange it, with the origin of its publish, so that any owner can repeat the
 * receipt. Immutable; the buffer must not be changed.
 *
 * @param previousOffset the offset of the topic's previous update, 0 if there is none
 * @param micros the time at which the owner ordered the update, Unix time in microseconds
 * @param data compact JSON in UTF-8
 * @param key the idempotency key of the publish, or null
 * @param source the forwarder that the publish came from, see {@link ForwardDeduplicator}
 * @param forward the number of the forwarded batch that contained the publish
 * @param index the position of the publish in the forwarded batch
 */
public record LogEntry(
    Topic topic,
    long offset,
    long seq,
    long previousOffset,
    long micros,
    Buffer data,
    @Nullable String key,
    long source,
    long forward,
    int index) {

  /** Creates an entry of a stored update, without key and origin. */
  public static LogEntry of(Update update) {
    return new LogEntry(
        update.topic(),
        update.offset(),
        update.seq(),
        update.previousOffset(),
        update.timestampMicros(),
        update.data(),
        null,
        0,
        0,
        0);
  }

  /** Returns the update of a feed without a trace context, as it is in a log that was copied. */
  Update update(String epoch, DeliveryMode delivery) {
    return new Update(topic, epoch, offset, seq, micros, previousOffset, delivery, data);
  }

  /**
   * Returns the update of a feed.
   *
   * @param trace the trace context of its publish, or null
   */
  Update update(String epoch, FeedOptions options, @Nullable TraceContext trace) {
    return new Update(
        topic,
        epoch,
        offset,
        seq,
        micros,
        previousOffset,
        options.delivery(),
        data,
        trace,
        options.trace());
  }

  LogEntry withoutKey() {
    return new LogEntry(
        topic, offset, seq, previousOffset, micros, data, null, source, forward, index);
  }

  public Receipt receipt(String epoch) {
    return new Receipt(topic, epoch, offset, seq, micros);
  }

  public void write(BinaryWriter out) {
    out.text(topic.name()).number(offset).number(seq).number(previousOffset).number(micros);
    out.bytes(data).text(key).number(source).number(forward).count(index);
  }

  public static LogEntry read(BinaryReader in) {
    return new LogEntry(
        topic(in.text()),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.bytes(),
        in.textOrNull(),
        in.number(),
        in.number(),
        in.count());
  }

  /** Returns a topic without checking its name: the node that accepted the publish checked it. */
  public static Topic topic(String name) {
    return new Topic(name, name.substring(0, name.indexOf('.')));
  }
}
