package io.feedhorn.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that calls the store. It is not a thread of Vert.x, because closing the Vert.x
 * instance interrupts those at once: the interrupt would close files of the store in the middle of
 * a write. Safe on any thread.
 */
public final class StoreWorker {
  private static final String THREAD = "feedhorn-store";

  private final Vertx vertx;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, THREAD);
            created.setDaemon(true);
            return created;
          });

  public StoreWorker(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs an operation after all earlier ones. The future completes on the caller's context. */
  public <T> Future<T> execute(Callable<T> operation) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> result = Promise.promise();
    thread.execute(
        () -> {
          Future<T> outcome = outcome(operation);
          try {
            caller.runOnContext(run -> outcome.onComplete(result));
          } catch (RejectedExecutionException closed) {
            // The event loop has ended, and with it everything that the result could matter to.
            outcome.onComplete(result);
          }
        });
    return result.future();
  }

  private static <T> Future<T> outcome(Callable<T> operation) {
    try {
      return Future.succeededFuture(operation.call());
    } catch (Exception | Error failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Ends the thread after all earlier operations. */
  public void close() {
    thread.shutdown();
  }
}
