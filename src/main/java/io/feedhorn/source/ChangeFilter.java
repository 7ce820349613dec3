package io.feedhorn.source;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.CurrentValues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out if a value differs from the one that its topic has, or gets by an update that has no
 * receipt yet. Owned by the source's event loop.
 */
final class ChangeFilter {
  private static final int MAX_FEEDS = 10_000;

  private final Vertx vertx;
  private final Map<String, CurrentValues> byFeed = new HashMap<>();
  private final Map<String, Sent> unanswered = new HashMap<>();

  /**
   * The updates of a topic without a receipt.
   *
   * @param value the newest value; null for a deletion
   */
  private record Sent(@Nullable Buffer value, int count) {}

  ChangeFilter(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Returns true if the values of the topic's feed are known. */
  boolean knows(String topic) {
    Topic parsed = parse(topic);
    return parsed == null || byFeed.containsKey(parsed.feed());
  }

  /**
   * Learns the values of the topic's feed. Until then they may be older than those that readers
   * have: a source can come from another node.
   */
  Future<Void> learn(String topic) {
    String feed = Topic.parse(topic).feed();
    return CurrentValues.of(vertx, feed)
        .onSuccess(
            values -> {
              if (byFeed.size() >= MAX_FEEDS) {
                byFeed.clear(); // They are learned again when they are needed.
              }
              byFeed.put(feed, values);
            })
        .mapEmpty();
  }

  /**
   * Returns true if an update is to be sent, whose answer is then awaited. True also for one that
   * the writer will refuse, because it gives the reason.
   */
  boolean isChange(MappedUpdate update) {
    Topic topic = parse(update.topic());
    Buffer value = update.deletion() ? null : encode(update.data());
    if (topic != null && value != null && value.equals(current(topic))) {
      return false;
    }
    Sent before = unanswered.get(update.topic());
    unanswered.put(update.topic(), new Sent(value, before == null ? 1 : before.count + 1));
    return true;
  }

  private @Nullable Buffer current(Topic topic) {
    Sent sent = unanswered.get(topic.name());
    CurrentValues values = byFeed.get(topic.feed());
    return sent != null ? sent.value : values == null ? null : values.of(topic.name());
  }

  /** Notes the answer to an update that was sent. */
  void answered(MappedUpdate update) {
    unanswered.computeIfPresent(
        update.topic(),
        (topic, sent) -> sent.count == 1 ? null : new Sent(sent.value, sent.count - 1));
  }

  private static @Nullable Topic parse(String topic) {
    try {
      return Topic.parse(topic);
    } catch (FeedException invalid) {
      return null;
    }
  }

  private static @Nullable Buffer encode(@Nullable Object data) {
    try {
      return RawJson.compact(Json.encode(data));
    } catch (EncodeException | FeedException invalid) {
      return null;
    }
  }
}
