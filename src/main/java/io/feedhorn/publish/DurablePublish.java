package io.feedhorn.publish;

import io.vertx.core.Promise;

/**
 * A publish that waits until it is stored.
 *
 * @param micros the time at which the server accepted it, Unix time in microseconds
 * @param nanos the same time, of {@link System#nanoTime}
 */
record DurablePublish(PublishCommand command, long micros, long nanos, Promise<Receipt> receipt) {
  private static final int OVERHEAD = 256;

  static DurablePublish of(PublishCommand command, long micros) {
    return new DurablePublish(command, micros, System.nanoTime(), Promise.promise());
  }

  /** Returns the approximate size in memory. */
  int sizeBytes() {
    return OVERHEAD + command.data().length();
  }
}
