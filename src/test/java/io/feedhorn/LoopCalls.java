package io.feedhorn;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls on event loops, for tests that wait for the result in their own thread. */
public final class LoopCalls {
  private static final int PATIENCE_SECONDS = 50;

  private LoopCalls() {}

  /** Returns the result of a future; fails after {@value #PATIENCE_SECONDS} s. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result in " + PATIENCE_SECONDS + " s", e);
    }
  }

  /** Runs an action on an event loop and returns its result. */
  public static <T> T call(Context loop, Callable<T> action) {
    Promise<T> result = Promise.promise();
    loop.runOnContext(
        started -> {
          try {
            result.complete(action.call());
          } catch (Throwable failure) {
            result.fail(failure);
          }
        });
    return await(result.future());
  }
}
