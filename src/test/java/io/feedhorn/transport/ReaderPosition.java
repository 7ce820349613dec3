package io.feedhorn.transport;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The position of a client that gets a cursor once and then counts by the offsets of updates, as on
 * a WebSocket, whose updates have no cursor.
 */
final class ReaderPosition {
  private final Map<String, String> epochs = new TreeMap<>();
  private final Map<String, Long> offsets = new TreeMap<>();

  /**
   * @param since the cursor that the client sent, or null
   * @param answered the cursor of the answer
   */
  void start(@Nullable String since, String answered) {
    read(answered);
    if ("earliest".equals(since)) {
      offsets.replaceAll((feed, end) -> 0L);
    } else if (since != null) {
      for (String part : since.split(",", -1)) {
        String[] fields = part.split(":", -1);
        if (fields[1].equals(epochs.get(fields[0]))) {
          offsets.put(fields[0], Long.parseLong(fields[2]));
        }
      }
    }
  }

  private void read(String cursor) {
    for (String part : cursor.split(",", -1)) {
      String[] fields = part.split(":", -1);
      epochs.put(fields[0], fields[1]);
      offsets.put(fields[0], Long.parseLong(fields[2]));
    }
  }

  void moveTo(String update) {
    JsonObject fields = new JsonObject(update);
    String topic = fields.getString("topic");
    offsets.put(topic.substring(0, topic.indexOf('.')), fields.getLong("offset"));
  }

  /** Adopts the positions of a cursor. */
  void adopt(String cursor) {
    if (!cursor.equals("earliest")) {
      read(cursor);
    }
  }

  String cursor() {
    return epochs.entrySet().stream()
        .map(feed -> feed.getKey() + ":" + feed.getValue() + ":" + offsets.get(feed.getKey()))
        .collect(Collectors.joining(","));
  }
}
