package io.feedhorn.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the delivery of a notification: its time to live and its collapse key. Derived from
 * the published value alone, so that each copy of an update has the same, also after a restart.
 * Immutable except for the mark of a replaced notification, which the feed's writer sets.
 */
final class Lifetime {
  /** The largest {@code ttl}, in seconds: 365 days. */
  private static final long MAX_TTL_SECONDS = 31_536_000;

  private static final double SECOND_MICROS = 1_000_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final long expiresMicros;
  private final @Nullable String collapseKey;
  private volatile boolean replaced;

  private Lifetime(long expiresMicros, @Nullable String collapseKey) {
    this.expiresMicros = expiresMicros;
    this.collapseKey = collapseKey;
  }

  /**
   * Returns the lifetime of an update; null if it is unlimited, as that of all updates that are not
   * notifications.
   *
   * @param micros the time at which the server accepted the update, Unix time in microseconds
   * @param data the published value: compact JSON in UTF-8
   */
  static @Nullable Lifetime of(Topic topic, long micros, Buffer data) {
    boolean object = data.length() > 0 && data.getByte(0) == '{';
    return object && NotificationFeeds.contains(topic.feed()) ? read(micros, data) : null;
  }

  private static @Nullable Lifetime read(long micros, Buffer data) {
    long expires = Long.MAX_VALUE;
    String key = null;
    try (JsonParser parser = JSON.createParser(data.getBytes())) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("ttl") && value.isNumeric()) {
          expires = expiry(micros, parser.getDoubleValue());
        } else if (name.equals("collapse") && value == JsonToken.VALUE_STRING) {
          key = parser.getText();
        }
        parser.skipChildren();
      }
    } catch (IOException unreadable) {
      return null;
    }
    return expires == Long.MAX_VALUE && key == null ? null : new Lifetime(expires, key);
  }

  private static long expiry(long micros, double ttlSeconds) {
    return ttlSeconds > 0 && ttlSeconds <= MAX_TTL_SECONDS
        ? micros + (long) (ttlSeconds * SECOND_MICROS)
        : Long.MAX_VALUE;
  }

  boolean isOver(long nowMicros) {
    return replaced || nowMicros >= expiresMicros;
  }

  @Nullable String collapseKey() {
    return collapseKey;
  }

  void markReplaced() {
    replaced = true;
  }
}
