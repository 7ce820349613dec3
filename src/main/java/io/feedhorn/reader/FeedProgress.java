package io.feedhorn.reader;

import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of one feed that a reader has acknowledged. Immutable.
 *
 * @param epoch the epoch of the feed to which everything else belongs
 * @param acknowledged the acknowledged position, null before the first
 * @param seqs by topic, the seq of the newest update that does not count as unread; 0 if missing
 */
record FeedProgress(String epoch, @Nullable Position acknowledged, Map<String, Long> seqs) {
  FeedProgress {
    seqs = Map.copyOf(seqs);
  }

  /** Returns the seq of the newest update of a topic that does not count as unread. */
  long seq(String topic) {
    return seqs.getOrDefault(topic, 0L);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject().put("epoch", epoch);
    if (acknowledged != null) {
      json.put("offset", acknowledged.offset());
      if (acknowledged.partial()) {
        json.put("partial", true);
      }
    }
    JsonObject stored = new JsonObject();
    seqs.forEach(stored::put);
    return json.put("seqs", stored);
  }

  static FeedProgress of(JsonObject json) {
    String epoch = json.getString("epoch");
    Long offset = json.getLong("offset");
    Map<String, Long> seqs = new LinkedHashMap<>();
    JsonObject stored = json.getJsonObject("seqs");
    stored.fieldNames().forEach(topic -> seqs.put(topic, stored.getLong(topic)));
    Position acknowledged =
        offset == null ? null : new Position(epoch, offset, json.getBoolean("partial", false));
    return new FeedProgress(epoch, acknowledged, seqs);
  }
}
