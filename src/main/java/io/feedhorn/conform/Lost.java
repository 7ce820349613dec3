package io.feedhorn.conform;

import org.jspecify.annotations.Nullable;

/** A connection that ended, or never came about. */
final class Lost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Lost(String why) {
    this(why, null);
  }

  Lost(String why, @Nullable Throwable cause) {
    super(why, cause, false, false);
  }
}
