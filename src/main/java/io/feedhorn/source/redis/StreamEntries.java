package io.feedhorn.source.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to XREADGROUP in the second version of the protocol. */
final class StreamEntries {
  private StreamEntries() {}

  /**
   * One entry of a stream. Immutable.
   *
   * @param fields null if the entry was deleted from the stream
   */
  record Entry(String id, @Nullable Map<String, String> fields) {}

  /** Returns the entries of the one stream in an answer, which is null if there are none. */
  static List<Entry> of(@Nullable Response answer) {
    List<Entry> entries = new ArrayList<>();
    if (answer == null || answer.size() == 0) {
      return entries;
    }
    for (Response entry : answer.get(0).get(1)) {
      entries.add(new Entry(entry.get(0).toString(), fields(entry.get(1))));
    }
    return entries;
  }

  private static @Nullable Map<String, String> fields(@Nullable Response pairs) {
    if (pairs == null) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
    }
    return fields;
  }
}
