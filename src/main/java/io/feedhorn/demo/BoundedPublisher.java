package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes for one verticle and knows how much is not answered yet, so that its owner can pause
 * instead of queueing. A failure is logged and forgotten: the next update is worth more than the
 * last one again. Used on its verticle's event loop only.
 */
public final class BoundedPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedPublisher.class);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Publisher publisher;
  private final int room;
  private final LongSupplier nanos;
  private int unanswered;
  private long failures;
  private long quietUntil;

  /**
   * @param room the most publishes that may wait for their answer
   */
  public BoundedPublisher(Publisher publisher, int room, LongSupplier nanos) {
    this.publisher = publisher;
    this.room = room;
    this.nanos = nanos;
    this.quietUntil = nanos.getAsLong();
  }

  /** Whether the next publish may go out now. */
  public boolean canPublish() {
    return unanswered < room;
  }

  /** Publishes without waiting for the answer. */
  public void publish(String topic, JsonObject data) {
    unanswered++;
    publisher
        .publish(topic, data)
        .onFailure(cause -> failed(topic, cause))
        .onComplete(answer -> unanswered--);
  }

  private void failed(String topic, Throwable cause) {
    failures++;
    long now = nanos.getAsLong();
    if (now - quietUntil >= 0) {
      LOG.warn(
          "Publishes that failed: {}, the newest on {}: {}", failures, topic, cause.getMessage());
      quietUntil = now + QUIET_NANOS;
      failures = 0;
    }
  }
}
