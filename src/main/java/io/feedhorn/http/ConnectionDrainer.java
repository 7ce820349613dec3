package io.feedhorn.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Ends connections a few at a time, so that those who come back do not come all at once. In the
 * order given, within three seconds; few of them at once. Runs on the event loop that asks for it.
 */
record ConnectionDrainer(Vertx vertx, List<Runnable> ends) {
  private static final long PAUSE_MILLIS = 50;
  private static final int MAX_PAUSES = 60;

  private static final int FEW = 50;

  /** Done when the last connection was told. */
  Future<Void> drain() {
    Promise<Void> said = Promise.promise();
    drain(0, some(), said);
    return said.future();
  }

  /** The time that they take on an event loop that is not late. */
  Duration duration() {
    return Duration.ofMillis(PAUSE_MILLIS * (ends.size() / some()));
  }

  private int some() {
    return Math.max(FEW, (ends.size() + MAX_PAUSES - 1) / MAX_PAUSES);
  }

  private void drain(int from, int some, Promise<Void> said) {
    int to = Math.min(ends.size(), from + some);
    ends.subList(from, to).forEach(Runnable::run);
    if (to == ends.size()) {
      said.complete();
    } else {
      vertx.setTimer(PAUSE_MILLIS, later -> drain(to, some, said));
    }
  }
}
