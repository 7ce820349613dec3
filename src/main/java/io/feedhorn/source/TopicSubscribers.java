package io.feedhorn.source;

import io.vertx.core.Future;
import java.util.Collection;

/** Reports if topics have subscribers (port). Safe on any thread. */
public interface TopicSubscribers {
  /** Returns true if at least one connection is subscribed to one of the topics. */
  Future<Boolean> isRead(Collection<String> topics);
}
