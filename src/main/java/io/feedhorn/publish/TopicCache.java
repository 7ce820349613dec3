package io.feedhorn.publish;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one event loop has found in messages recently, by the bytes of their names.
 * Bounded: a topic replaces another one with the same place. Owned by the event loop, not
 * thread-safe.
 */
public final class TopicCache {
  private static final int PLACES = 1_024;
  private static final int MAX_BYTES = 256;

  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  private static final class Entry {
    final byte[] utf8;
    final Topic topic;

    Entry(byte[] utf8, Topic topic) {
      this.utf8 = utf8;
      this.topic = topic;
    }
  }

  /**
   * Returns the topic with a name.
   *
   * @param utf8 valid UTF-8 from the start to the end
   * @return null if the name is not that of a topic
   */
  public @Nullable Topic find(byte[] utf8, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + utf8[i];
    }
    int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    Entry entry = entries[place];
    return entry != null && Arrays.equals(entry.utf8, 0, entry.utf8.length, utf8, start, end)
        ? entry.topic
        : parse(utf8, start, end, place);
  }

  private @Nullable Topic parse(byte[] utf8, int start, int end, int place) {
    try {
      Topic topic = Topic.parse(new String(utf8, start, end - start, StandardCharsets.UTF_8));
      if (end - start <= MAX_BYTES) {
        entries[place] = new Entry(Arrays.copyOfRange(utf8, start, end), topic);
      }
      return topic;
    } catch (FeedException invalid) {
      return null;
    }
  }
}
