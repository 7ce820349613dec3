package io.feedhorn.transport;

import io.feedhorn.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The values that one connection published and that are not answered yet. Owned by the connection's
 * event loop, not thread-safe. A message that changes what the connection hears waits for them, so
 * that messages take effect in the order in which they came; values follow each other without
 * waiting.
 */
public final class PendingPublishes {
  private final Hub hub;
  private int unanswered;
  private boolean unsettled;
  private @Nullable Promise<Void> settling;

  public PendingPublishes(Hub hub) {
    this.hub = hub;
  }

  /** Counts a value until it is answered. */
  public <T> Future<T> add(Future<T> published) {
    unanswered++;
    unsettled = true;
    return published.onComplete(answered -> answered());
  }

  private void answered() {
    unanswered--;
    settle();
  }

  /**
   * Completes when every value is answered and what this connection hears of them was written, as
   * far as the connection takes it. Its handlers run in the order in which they were added.
   */
  public Future<Void> settled() {
    if (!unsettled) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = settling;
    if (promise == null) {
      promise = Promise.promise();
      settling = promise;
      settle();
    }
    return promise.future();
  }

  /** An update reaches the hub before its value is answered, and is written at the turn's end. */
  private void settle() {
    if (unanswered == 0 && settling != null) {
      hub.afterFlush(this::written);
    }
  }

  private void written() {
    Promise<Void> promise = settling;
    if (unanswered == 0 && promise != null) {
      unsettled = false;
      settling = null;
      promise.complete();
    }
  }
}
