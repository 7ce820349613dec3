package io.feedhorn.presence;

/**
 * A user in a topic. Immutable.
 *
 * @param user empty for all clients without a user
 */
record PresenceKey(String topic, String user) {
  boolean isAnonymous() {
    return user.isEmpty();
  }
}
