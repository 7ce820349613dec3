package io.feedhorn.reader;

import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of one feed that a reader has acknowledged. Immutable.
 *
 * @param epoch the epoch of the feed to which everything else belongs
 * @param acknowledged the acknowledged position, null before the first
 * @param seqs by topic, the seq of the newest update that does not count as unread; 0 if missing
 * @param single by offset, the topics of updates after the acknowledged position that are
 *     acknowledged one by one
 */
record FeedProgress(
    String epoch,
    @Nullable Position acknowledged,
    Map<String, Long> seqs,
    NavigableMap<Long, String> single) {
  FeedProgress {
    seqs = Map.copyOf(seqs);
    single = Collections.unmodifiableNavigableMap(new TreeMap<>(single));
  }

  FeedProgress(String epoch, @Nullable Position acknowledged, Map<String, Long> seqs) {
    this(epoch, acknowledged, seqs, Collections.emptyNavigableMap());
  }

  FeedProgress withSingle(NavigableMap<Long, String> others) {
    return new FeedProgress(epoch, acknowledged, seqs, others);
  }

  /** Returns this progress with one more update that is acknowledged by itself. */
  FeedProgress withSingle(long offset, String topic) {
    NavigableMap<Long, String> more = new TreeMap<>(single);
    more.put(offset, topic);
    return withSingle(more);
  }

  /** Returns the offsets of the updates of a topic that are acknowledged one by one. */
  List<Long> singleOf(String topic) {
    return single.entrySet().stream()
        .filter(each -> each.getValue().equals(topic))
        .map(Map.Entry::getKey)
        .toList();
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
    if (!single.isEmpty()) {
      JsonObject offsets = new JsonObject();
      single.forEach((offset, topic) -> offsets.put(String.valueOf(offset), topic));
      json.put("single", offsets);
    }
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
    NavigableMap<Long, String> single = new TreeMap<>();
    JsonObject offsets = json.getJsonObject("single", new JsonObject());
    offsets.fieldNames().forEach(text -> single.put(Long.parseLong(text), offsets.getString(text)));
    return new FeedProgress(epoch, acknowledged, seqs, single);
  }
}
