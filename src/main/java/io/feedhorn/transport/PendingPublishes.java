package io.feedhorn.transport;

import io.feedhorn.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The publishes of one connection that are not answered yet. Owned by the connection's event loop,
 * not thread-safe. A message that changes the subscriptions of the connection waits for them, so
 * that messages take effect in the order in which they came. Publishes do not wait for each other.
 */
public final class PendingPublishes {
  private final Hub hub;
  private int unanswered;
  private boolean unwritten;
  private @Nullable Promise<Void> completion;

  public PendingPublishes(Hub hub) {
    this.hub = hub;
  }

  /** Counts a publish until it is answered. */
  public <T> Future<T> add(Future<T> published) {
    unanswered++;
    unwritten = true;
    return published.onComplete(answered -> onAnswer());
  }

  private void onAnswer() {
    unanswered--;
    completeAfterFlush();
  }

  /**
   * Completes when every publish is answered and its update was written to this connection, as far
   * as the connection accepts it. Never fails. Its handlers run in the order in which they were
   * added.
   */
  public Future<Void> written() {
    if (!unwritten) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = completion;
    if (promise == null) {
      promise = Promise.promise();
      completion = promise;
      completeAfterFlush();
    }
    return promise.future();
  }

  /** An update reaches the hub before its publish is answered, and is written by the flush. */
  private void completeAfterFlush() {
    if (unanswered == 0 && completion != null) {
      hub.afterFlush(this::complete);
    }
  }

  private void complete() {
    Promise<Void> promise = completion;
    if (unanswered == 0 && promise != null) {
      unwritten = false;
      completion = null;
      promise.complete();
    }
  }
}
