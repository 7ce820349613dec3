package io.feedhorn.cluster;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One update on its way between nodes, with what is needed to answer its publisher again.
 * Immutable; the buffer is not to be changed.
 *
 * @param previousOffset the offset of the topic's update before this one, 0 if it is the first
 * @param micros when the owner ordered it, Unix time in microseconds
 * @param data compact JSON in UTF-8
 * @param key the idempotency key it was published with, or null
 * @param source which node's {@link PublishForwarder} it came from
 * @param parcel the number of the parcel that it came in
 * @param index its place in the parcel
 */
record LogEntry(
    Topic topic,
    long offset,
    long seq,
    long previousOffset,
    long micros,
    Buffer data,
    @Nullable String key,
    long source,
    long parcel,
    int index) {

  /** What is kept of an update, without what only its publisher asks for. */
  static LogEntry of(Update update) {
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

  Receipt receipt(String epoch) {
    return new Receipt(topic, epoch, offset, seq, micros);
  }

  void pack(BinaryWriter out) {
    out.text(topic.name()).number(offset).number(seq).number(previousOffset).number(micros);
    out.bytes(data).text(key).number(source).number(parcel).count(index);
  }

  static LogEntry unpack(BinaryReader in) {
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

  /** A topic that was checked where it came in. */
  static Topic topic(String name) {
    return new Topic(name, name.substring(0, name.indexOf('.')));
  }
}
