package io.feedhorn.presence;

import io.feedhorn.json.RawJson;
import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.PresenceTopic;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The presence that the log of the feed {@code sys} contains. Safe on any thread. */
final class PublishedPresence {
  private static final String TOPIC = "topic";
  private static final String USER = "user";
  private static final String NAME = "name";
  private static final String ANONYMOUS = "anonymous";

  private final FeedRegistry feeds;

  PublishedPresence(FeedRegistry feeds) {
    this.feeds = feeds;
  }

  /** Returns the newest update of a topic of presence; null if there is none or it is deleted. */
  @Nullable Update newest(Topic topic) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    Update newest = log == null ? null : log.newest(topic.name());
    return newest == null || newest.isDeletion() ? null : newest;
  }

  /** Returns all users that are published. */
  List<PresenceKey> keys() {
    List<PresenceKey> keys = new ArrayList<>();
    for (Update update : feeds.snapshots(PresenceTopic.all())) {
      JsonObject data = RawJson.object(update.data());
      keys.add(new PresenceKey(data.getString(TOPIC), data.getString(USER, "")));
    }
    return keys;
  }

  /** Returns the value that is published for a user. */
  static Buffer member(PresenceKey key, @Nullable String name) {
    JsonObject data = new JsonObject().put(TOPIC, key.topic()).put(USER, key.user());
    return (name == null ? data : data.put(NAME, name)).toBuffer();
  }

  /** Returns the value that is published for the clients without a user. */
  static Buffer anonymous(PresenceKey key, int connections) {
    return new JsonObject().put(TOPIC, key.topic()).put(ANONYMOUS, connections).toBuffer();
  }

  /** Returns the number of clients without a user in an update. */
  static int anonymous(Update update) {
    return RawJson.object(update.data()).getInteger(ANONYMOUS, 0);
  }
}
