package io.feedhorn.push;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** Reports the topics that have connected readers (port). Safe on any thread. */
@FunctionalInterface
public interface ConnectedTopics {
  /**
   * Returns those of some topics to which at least one connection, of any node, is subscribed by
   * name.
   */
  Future<Set<String>> connected(List<String> topics);
}
