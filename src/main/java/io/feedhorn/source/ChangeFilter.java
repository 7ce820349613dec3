package io.feedhorn.source;

import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last value of each topic of a source, as a hash of 122 bits. Not thread-safe. At the maximum
 * number of topics the least recently used one is forgotten, whose next value is then a change.
 */
final class ChangeFilter {
  private final Map<String, UUID> last;

  ChangeFilter(int maxTopics) {
    this.last =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, UUID> eldest) {
            return size() > maxTopics;
          }
        };
  }

  /** Returns true if a value differs from the last one of its topic, and remembers it. */
  boolean isChange(String topic, @Nullable Object data) {
    UUID hash;
    try {
      hash = UUID.nameUUIDFromBytes(Json.encode(data).getBytes(StandardCharsets.UTF_8));
    } catch (EncodeException notJson) {
      return true; // The writer refuses it with the reason.
    }
    return !hash.equals(last.put(topic, hash));
  }

  /** Forgets the last value of a topic, because it was not published. */
  void forget(String topic) {
    last.remove(topic);
  }
}
