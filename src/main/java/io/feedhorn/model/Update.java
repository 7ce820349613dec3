package io.feedhorn.model;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value published on one topic, with its place in the feed. Immutable, and shared by
 * reference between event loops. The JSON bytes are made once; each further wire form is made at
 * its first use and kept while readers take it.
 */
public final class Update {
  private static final Buffer DATA = Buffer.buffer(",\"data\":");

  private final Topic topic;
  private final String epoch;
  private final long offset;
  private final long seq;
  private final long timestampMicros;
  private final long previousOffset;
  private final DeliveryMode delivery;
  private final Buffer json;

  // A race between two loops may encode a form twice or forget one; both copies are equal.
  private volatile @Nullable Encoded encoded;
  private volatile boolean fresh = true;

  /**
   * @param epoch the feed's epoch
   * @param offset the position in the feed, from 1
   * @param seq the number within the topic, from 1
   * @param micros when the server accepted it, Unix time in microseconds
   * @param previousOffset the offset of the topic's update before this one, 0 if it is the first
   * @param delivery what the feed promises slow readers
   * @param data the published value: compact JSON in UTF-8
   */
  public Update(
      Topic topic,
      String epoch,
      long offset,
      long seq,
      long micros,
      long previousOffset,
      DeliveryMode delivery,
      Buffer data) {
    this.topic = topic;
    this.epoch = epoch;
    this.offset = offset;
    this.seq = seq;
    this.timestampMicros = micros;
    this.previousOffset = previousOffset;
    this.delivery = delivery;
    this.json = encode(data);
  }

  public Topic topic() {
    return topic;
  }

  public String epoch() {
    return epoch;
  }

  public long offset() {
    return offset;
  }

  public long seq() {
    return seq;
  }

  /** When the server accepted it, Unix time in microseconds. */
  public long timestampMicros() {
    return timestampMicros;
  }

  /** The offset of the topic's update before this one; 0 if this is the topic's first. */
  public long previousOffset() {
    return previousOffset;
  }

  public DeliveryMode delivery() {
    return delivery;
  }

  /** The update object, the same bytes on every transport. Not to be changed. */
  public Buffer json() {
    return json;
  }

  /** The published value: a part of {@link #json}. Not to be changed. */
  public Buffer data() {
    // No field before it can hold a quote: the first that looks like it is it.
    int at = 0;
    while (json.getByte(at) != ',' || !DATA.equals(json.getBuffer(at, at + DATA.length()))) {
      at++;
    }
    return json.slice(at + DATA.length(), json.length() - 1);
  }

  /** The update in a wire form, encoded once and shared. Not to be changed. */
  @SuppressWarnings("unchecked") // a form is equal only to one that gives the same
  public <T> T encoded(UpdateEncoder<T> form) {
    for (Encoded known = encoded; known != null; known = known.next) {
      if (known.form.equals(form)) {
        return (T) known.bytes;
      }
    }
    T bytes = form.encode(this);
    encoded = new Encoded(form, bytes, encoded);
    return bytes;
  }

  /** Whether it is among the newest of its feed, which go to every reader just now. */
  public boolean isRecent() {
    return fresh;
  }

  /** Lets go of the wire forms: it is history now. One that is asked for later is made anew. */
  public void dropEncodings() {
    fresh = false;
    encoded = null;
  }

  private Buffer encode(Buffer data) {
    String head =
        "{\"type\":\"update\",\"topic\":\""
            + topic.name()
            + "\",\"offset\":"
            + offset
            + ",\"seq\":"
            + seq
            + ",\"ts\":"
            + Timestamp.text(timestampMicros)
            + ",\"data\":";
    return Buffer.buffer(head.length() + data.length() + 1)
        .appendString(head)
        .appendBuffer(data)
        .appendByte((byte) '}');
  }

  @Override
  public String toString() {
    return json.toString();
  }

  private record Encoded(UpdateEncoder<?> form, Object bytes, @Nullable Encoded next) {}
}
