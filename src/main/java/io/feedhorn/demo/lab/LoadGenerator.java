package io.feedhorn.demo.lab;

import io.feedhorn.demo.BoundedPublisher;
import io.feedhorn.demo.RatePacer;
import io.feedhorn.publish.Publisher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Publishes small updates on some topics in turn, at a steady rate, until it is stopped. While the
 * server cannot keep up it leaves turns out. Used on its verticle's event loop only.
 */
final class LoadGenerator {
  private static final int MAX_UNANSWERED = 1_024;

  private final Vertx vertx;
  private final String prefix;
  private final LabRequest labRequest;
  private final RatePacer pacer;
  private final BoundedPublisher publisher;
  private final long timer;
  private long count;

  /**
   * @param prefix what the topics begin with, {@code lab.1.}
   */
  LoadGenerator(Vertx vertx, String prefix, LabRequest labRequest) {
    this.vertx = vertx;
    this.prefix = prefix;
    this.labRequest = labRequest;
    this.pacer = new RatePacer(labRequest.rate(), System::nanoTime);
    this.publisher = new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, System::nanoTime);
    this.timer = vertx.setPeriodic(pacer.periodMillis(), due -> giveDueTurns());
  }

  private void giveDueTurns() {
    for (long due = pacer.dueTicks(); due > 0 && publisher.canPublish(); due--) {
      publisher.publish(prefix + (1 + count % labRequest.topics()), data());
      count++;
    }
  }

  private JsonObject data() {
    String head = "{\"n\":" + count + ",\"pad\":\"\"}";
    return new JsonObject()
        .put("n", count)
        .put("pad", "x".repeat(Math.max(0, labRequest.bytes() - head.length())));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
