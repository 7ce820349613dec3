package io.feedhorn.publish;

import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a {@link PublishCommand}: a receipt or a refusal. Immutable.
 *
 * @param receipt null if the value was refused
 * @param exception null if the value was accepted
 */
public record PublishResult(@Nullable Receipt receipt, @Nullable FeedException exception) {
  private static final Logger LOG = LoggerFactory.getLogger(PublishResult.class);

  /** Returns the result of a publish that failed. A failure that is not a refusal is logged. */
  static PublishResult failed(Throwable failure) {
    if (!(failure instanceof FeedException)) {
      LOG.error("Appending an update failed", failure);
    }
    return new PublishResult(null, FeedException.of(failure));
  }

  /** Returns a future that has the receipt, or fails with the refusal. */
  Future<Receipt> future() {
    return receipt == null ? Future.failedFuture(exception) : Future.succeededFuture(receipt);
  }
}
