package io.feedhorn.model;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value published on one topic, or the deletion of the topic, with its position in the
 * feed. Immutable except for a cache and the mark of a replaced notification, and shared by
 * reference between event loops.
 *
 * <p>The cache holds the encodings that readers used, so that each is created once and not for each
 * reader. Any thread may add to it without a lock: if two event loops race, an encoding may be
 * created twice or lost, and the copies are equal. {@code publish.RecentUpdates} and, for updates
 * from history, {@code hub.ReplayedUpdates} decide when it is emptied.
 */
public final class Update {
  private final Topic topic;
  private final String epoch;
  private final long offset;
  private final long seq;
  private final long timestampMicros;
  private final long previousOffset;
  private final DeliveryMode delivery;
  private final Buffer json;
  private final int dataStart;
  private final int dataBytes;
  private final @Nullable Lifetime lifetime;
  private final boolean tellsTrace;

  // Written without a lock: a thread that still reads the old value uses a trace that has ended.
  private @Nullable TraceContext trace;
  private volatile @Nullable Encodings encodings;
  private volatile boolean recent;

  /**
   * @param epoch the feed's epoch
   * @param offset the position in the feed, from 1
   * @param seq the number within the topic, from 1
   * @param micros the time at which the server accepted it, Unix time in microseconds
   * @param previousOffset the offset of the topic's previous update, 0 if this is the first
   * @param delivery the feed's reaction to slow readers
   * @param data the published value: compact JSON in UTF-8; empty for a deletion of the topic
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
    this(topic, epoch, offset, seq, micros, previousOffset, delivery, data, null, false);
  }

  /**
   * Creates an update whose publish may be traced.
   *
   * @param trace the trace context of the publish, or null
   * @param tellsTrace true if the update object has it, too, for readers
   */
  public Update(
      Topic topic,
      String epoch,
      long offset,
      long seq,
      long micros,
      long previousOffset,
      DeliveryMode delivery,
      Buffer data,
      @Nullable TraceContext trace,
      boolean tellsTrace) {
    this.topic = topic;
    this.epoch = epoch;
    this.offset = offset;
    this.seq = seq;
    this.timestampMicros = micros;
    this.previousOffset = previousOffset;
    this.delivery = delivery;
    this.lifetime = Lifetime.of(topic, micros, data);
    this.trace = trace;
    this.tellsTrace = tellsTrace && trace != null;
    byte[] head = head(data.length() == 0 ? ",\"deleted\":true" : ",\"data\":");
    this.dataStart = head.length;
    this.dataBytes = data.length();
    this.json = json(head, data);
  }

  /** Creates the form of an update that has a patch in place of the value. */
  private Update(Update full, long baseSeq, Buffer patch) {
    this.topic = full.topic;
    this.epoch = full.epoch;
    this.offset = full.offset;
    this.seq = full.seq;
    this.timestampMicros = full.timestampMicros;
    this.previousOffset = full.previousOffset;
    this.delivery = full.delivery;
    this.lifetime = full.lifetime;
    this.recent = full.recent;
    this.trace = full.trace;
    this.tellsTrace = full.tellsTrace;
    byte[] head = head(",\"base\":" + baseSeq + ",\"patch\":");
    this.dataStart = head.length;
    this.dataBytes = patch.length();
    this.json = json(head, patch);
  }

  private static Buffer json(byte[] head, Buffer value) {
    return Buffer.buffer(head.length + value.length() + 1)
        .appendBytes(head)
        .appendBuffer(value)
        .appendByte((byte) '}');
  }

  /** Returns the JSON before the value. A topic has no characters that JSON escapes. */
  private byte[] head(String end) {
    TraceContext told = tellsTrace ? trace : null;
    String head =
        "{\"type\":\"update\",\"topic\":\""
            + topic.name()
            + "\",\"offset\":"
            + offset
            + ",\"seq\":"
            + seq
            + ",\"ts\":"
            + Timestamp.text(timestampMicros)
            + (told == null ? end : ",\"traceparent\":\"" + told.traceparent() + '"' + end);
    return head.getBytes(StandardCharsets.UTF_8);
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

  /** Returns the time at which the server accepted it, Unix time in microseconds. */
  public long timestampMicros() {
    return timestampMicros;
  }

  /** Returns the offset of the topic's previous update; 0 if this is the topic's first. */
  public long previousOffset() {
    return previousOffset;
  }

  public DeliveryMode delivery() {
    return delivery;
  }

  /**
   * Returns true if readers that do not have this update yet still get it: false for a notification
   * that has expired, or that was replaced by a newer one with the same collapse key. Once false,
   * it stays false.
   *
   * @param nowMicros the time of the feeds' clock, Unix time in microseconds
   */
  public boolean isDeliverable(long nowMicros) {
    return lifetime == null || !lifetime.isOver(nowMicros);
  }

  /** Returns the same for the time of a clock, which is read only if the delivery is limited. */
  public boolean isDeliverable(Clock clock) {
    return lifetime == null || !lifetime.isOver(clock.micros());
  }

  /**
   * Returns the key by which a newer notification of the topic replaces this one; null for none.
   */
  public @Nullable String collapseKey() {
    return lifetime == null ? null : lifetime.collapseKey();
  }

  /** Marks a notification as replaced by a newer one. Writer's thread only. */
  public void markReplaced() {
    if (lifetime != null) {
      lifetime.markReplaced();
    }
  }

  /** Returns the position of a reader of this feed that has processed this update. */
  public Position position() {
    return new Position(epoch, offset);
  }

  /** Returns the cursor of a reader of this feed alone that has processed this update. */
  public Cursor cursor() {
    return Cursor.of(topic.feed(), position());
  }

  /** Returns the update object, the same bytes on every transport. Must not be changed. */
  public Buffer json() {
    return json;
  }

  /**
   * Returns the published value: a part of {@link #json}; empty for a deletion. Must not be
   * changed.
   */
  public Buffer data() {
    return json.slice(dataStart, dataStart + dataBytes);
  }

  /** Returns the length of the published value; 0 for a deletion. */
  public int dataBytes() {
    return dataBytes;
  }

  /** Returns true if this update ends its topic, and has no value. */
  public boolean isDeletion() {
    return dataBytes == 0;
  }

  /** Returns an encoding of this update, created at its first use. Must not be changed. */
  @SuppressWarnings("unchecked") // equal encoders have results of the same type
  public <T> T encoded(UpdateEncoder<T> encoder) {
    for (Encodings known = encodings; known != null; known = known.others()) {
      if (known.encoder().equals(encoder)) {
        return (T) known.encoding();
      }
    }
    T encoding = encoder.encode(this);
    encodings = new Encodings(encoder, encoding, encodings);
    return encoding;
  }

  /**
   * Returns the form of this update for readers whose last update of the topic is the previous one:
   * with the {@code seq} of that one and a patch of its value in place of the value. It is created
   * at its first use, like an encoding.
   *
   * @param previous the topic's previous update
   * @return this update itself if it is not longer
   */
  public Update delta(Update previous, DeltaMaker maker) {
    assert previous.offset == previousOffset : "the delta of another update";
    for (Encodings known = encodings; known != null; known = known.others()) {
      if (known.encoder().equals(maker)) {
        return (Update) known.encoding();
      }
    }
    Buffer patch = isDeletion() || previous.isDeletion() ? null : maker.patch(previous, this);
    Update delta = patch == null ? this : new Update(this, previous.seq, patch);
    Update shorter = delta.json.length() < json.length() ? delta : this;
    encodings = new Encodings(maker, shorter, encodings);
    return shorter;
  }

  /** Returns the trace context of its publish; null if it is not traced, or not recent any more. */
  public @Nullable TraceContext trace() {
    return trace;
  }

  /** Returns true if it is among the newest updates of its feed, which all readers get. */
  public boolean isRecent() {
    return recent;
  }

  /** Marks the update as one that all readers are about to get. */
  public void markRecent() {
    recent = true;
  }

  /** Drops the encodings. Later readers, of history, create those that they need again. */
  public void dropEncodings() {
    recent = false;
    encodings = null;
    if (!tellsTrace) {
      trace = null;
    }
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
