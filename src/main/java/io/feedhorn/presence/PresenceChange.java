package io.feedhorn.presence;

import io.feedhorn.model.Member;

/**
 * A change of the connections with which a user reads a topic by name, on one event loop.
 * Immutable.
 *
 * @param connections the number of additional connections, negative if some have ended; 0 for a
 *     poll that was answered
 */
public record PresenceChange(String topic, Member member, int connections) {
  boolean isPoll() {
    return connections == 0;
  }

  PresenceKey key() {
    return new PresenceKey(topic, member.user());
  }
}
