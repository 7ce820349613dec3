package io.feedhorn.source;

import org.jspecify.annotations.Nullable;

/**
 * An update to be published, or the deletion of a topic. Immutable.
 *
 * @param data the value; null for a deletion
 * @param key the idempotency key; null if a repetition is a new update
 * @param timeMillis the time of the item in Unix milliseconds; null if the mapping has none
 * @param traceparent the trace context of the message, which need not be valid; null if it has none
 */
public record MappedUpdate(
    String topic,
    @Nullable Object data,
    @Nullable String key,
    @Nullable Long timeMillis,
    boolean deletion,
    @Nullable String traceparent) {
  /** An update without a trace context. */
  public MappedUpdate(
      String topic,
      @Nullable Object data,
      @Nullable String key,
      @Nullable Long timeMillis,
      boolean deletion) {
    this(topic, data, key, timeMillis, deletion, null);
  }

  /** Returns this update with a trace context. */
  MappedUpdate in(String context) {
    return new MappedUpdate(topic, data, key, timeMillis, deletion, context);
  }

  /** An update with a value. */
  public MappedUpdate(
      String topic, @Nullable Object data, @Nullable String key, @Nullable Long timeMillis) {
    this(topic, data, key, timeMillis, false);
  }
}
