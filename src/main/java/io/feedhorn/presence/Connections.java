package io.feedhorn.presence;

import org.jspecify.annotations.Nullable;

/**
 * The connections of a user in a topic on one node. Immutable.
 *
 * @param count at least 1
 * @param name the name that the newest connection with a name has
 * @param namedMicros the server's time at which the name was reported
 */
record Connections(int count, @Nullable String name, long namedMicros) {
  static final Connections NONE = new Connections(0, null, 0);

  /** Returns these connections with another count, and with a name unless that is null. */
  Connections with(int other, @Nullable String newName, long micros) {
    return newName == null
        ? new Connections(other, name, namedMicros)
        : new Connections(other, newName, micros);
  }
}
