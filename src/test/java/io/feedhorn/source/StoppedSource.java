package io.feedhorn.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A source that is stopped while it has much to publish, and then started again. */
public final class StoppedSource {
  private StoppedSource() {}

  /**
   * Returns the values that the source has published before and after the stop. What it reads twice
   * is twice in the list, because it has another topic after the stop, and keys belong to a topic.
   *
   * @param keys the keys of the source but the topic
   * @param folder the folder of the store
   * @param count the number of values that the upstream has
   */
  public static List<Object> values(Map<String, Object> keys, Path folder, int count) {
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    Map<String, Object> before = new HashMap<>(keys);
    before.put("topic", "n.x");
    before.put("in-flight", 8);
    try (SourceServer server = SourceServer.start(before, durable)) {
      server.values("n.x", 20);
    }
    Map<String, Object> after = new HashMap<>(before);
    after.put("topic", "n.y");
    try (SourceServer server = SourceServer.start(after, durable)) {
      List<Object> values = new ArrayList<>(server.values("n.x"));
      values.addAll(server.values("n.y", count - values.size()));
      return values;
    }
  }
}
