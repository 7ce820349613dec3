package io.feedhorn.conform;

import org.jspecify.annotations.Nullable;

/** A connection that ended, or never came about. */
final class ConnectionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionLost(String why) {
    this(why, null);
  }

  ConnectionLost(String why, @Nullable Throwable cause) {
    super(why, cause, false, false);
  }
}
