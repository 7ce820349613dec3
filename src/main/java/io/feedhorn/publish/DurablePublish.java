package io.feedhorn.publish;

import io.vertx.core.Promise;

/**
 * A publish that waits until it is stored.
 *
 * @param micros the time at which the server accepted it, Unix time in microseconds
 */
record DurablePublish(PublishCommand command, long micros, Promise<Receipt> receipt) {
  private static final int OVERHEAD = 256;

  static DurablePublish of(PublishCommand command, long micros) {
    return new DurablePublish(command, micros, Promise.promise());
  }

  /** Returns the approximate size in memory. */
  int sizeBytes() {
    return OVERHEAD + command.data().length();
  }
}
