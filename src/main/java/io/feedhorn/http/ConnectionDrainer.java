package io.feedhorn.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Closes connections in order and a few at a time, within three seconds, so that their clients do
 * not reconnect all at once. Runs on the event loop of the caller.
 */
record ConnectionDrainer(Vertx vertx, List<Runnable> closeActions) {
  private static final long PAUSE_MILLIS = 50;
  private static final int MAX_PAUSES = 60;
  private static final int MIN_GROUP_SIZE = 50;

  /** Runs all actions. The future completes after the last one. */
  Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    drain(0, drained);
    return drained.future();
  }

  /** Returns the duration on an event loop without delay. */
  Duration duration() {
    return Duration.ofMillis(PAUSE_MILLIS * (closeActions.size() / groupSize()));
  }

  private int groupSize() {
    return Math.max(MIN_GROUP_SIZE, (closeActions.size() + MAX_PAUSES - 1) / MAX_PAUSES);
  }

  private void drain(int from, Promise<Void> drained) {
    int to = Math.min(closeActions.size(), from + groupSize());
    closeActions.subList(from, to).forEach(Runnable::run);
    if (to == closeActions.size()) {
      drained.complete();
    } else {
      vertx.setTimer(PAUSE_MILLIS, timer -> drain(to, drained));
    }
  }
}
