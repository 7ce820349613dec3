package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher that counts its unanswered publishes, so that its verticle can pause instead of
 * queueing. A failed publish is logged and not repeated, because the next update replaces it. Used
 * on its verticle's event loop only.
 */
public final class BoundedPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedPublisher.class);
  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Publisher publisher;
  private final int maxUnanswered;
  private final LongSupplier nanoTime;
  private int unanswered;
  private long failures;
  private long nextLog;

  /**
   * @param maxUnanswered the maximum number of publishes without a receipt
   */
  public BoundedPublisher(Publisher publisher, int maxUnanswered, LongSupplier nanoTime) {
    this.publisher = publisher;
    this.maxUnanswered = maxUnanswered;
    this.nanoTime = nanoTime;
    this.nextLog = nanoTime.getAsLong();
  }

  /** Returns true if the next publish may be sent now. */
  public boolean canPublish() {
    return unanswered < maxUnanswered;
  }

  /** Publishes without waiting for the receipt. */
  public void publish(String topic, JsonObject data) {
    unanswered++;
    publisher
        .publish(topic, data)
        .onFailure(cause -> logFailure(topic, cause))
        .onComplete(result -> unanswered--);
  }

  private void logFailure(String topic, Throwable cause) {
    failures++;
    long now = nanoTime.getAsLong();
    if (now - nextLog >= 0) {
      LOG.warn(
          "{} publishes failed and are not repeated, the newest on {}: {}",
          failures,
          topic,
          cause.getMessage());
      nextLog = now + LOG_INTERVAL_NANOS;
      failures = 0;
    }
  }
}
