package io.feedhorn.source;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bound of the time in which an upstream answers. */
public final class AnswerTime {
  private AnswerTime() {}

  /**
   * Returns an answer, or a failure if it takes too long: the connection may be dead.
   *
   * @param late is called in that case, before the failure
   */
  public static <T> Future<T> limited(Future<T> answer, Duration timeout, Runnable late) {
    long millis = timeout.toMillis();
    return answer
        .timeout(millis, TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              if (!(failure instanceof TimeoutException)) {
                return Future.failedFuture(failure);
              }
              late.run();
              return Future.failedFuture("no answer within %d ms (timeout)".formatted(millis));
            });
  }
}
