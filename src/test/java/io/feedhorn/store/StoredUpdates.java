package io.feedhorn.store;

import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Updates whose content follows from their feed and offset. */
public final class StoredUpdates {
  private static final int TOPICS = 10;

  private StoredUpdates() {}

  public static StoredUpdate update(String feed, long offset) {
    Topic topic = Topic.parse(feed + ".t" + offset % TOPICS);
    return new StoredUpdate(
        topic,
        offset,
        1 + offset / TOPICS,
        Math.max(0, offset - TOPICS),
        1_700_000_000_000_000L + offset,
        Buffer.buffer("{\"n\":%d,\"text\":\"%s\"}".formatted(offset, "é".repeat(80))));
  }

  /** Returns the state of a feed and its updates from one offset to another. */
  public static List<StoreChange> batch(String feed, long from, long to) {
    List<StoreChange> changes = new ArrayList<>();
    for (long offset = from; offset <= to; offset++) {
      changes.add(update(feed, offset));
    }
    changes.add(new StoredFeed(feed, "epoch-of-" + feed, to));
    return changes;
  }
}
