package io.feedhorn.demo.lab;

import io.feedhorn.demo.BoundedPublisher;
import io.feedhorn.demo.RatePacer;
import io.feedhorn.publish.Publisher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Publishes small updates on several topics in turn, at a constant rate, until it is stopped. Drops
 * updates while too many publishes are unanswered. Used on its verticle's event loop only.
 */
final class LoadGenerator {
  private static final int MAX_UNANSWERED = 1_024;

  private final Vertx vertx;
  private final String prefix;
  private final LabRequest request;
  private final RatePacer pacer;
  private final BoundedPublisher publisher;
  private final long timer;
  private long count;

  /**
   * @param prefix the start of the topics, such as {@code lab.1.}
   */
  LoadGenerator(Vertx vertx, String prefix, LabRequest request) {
    this.vertx = vertx;
    this.prefix = prefix;
    this.request = request;
    this.pacer = new RatePacer(request.rate(), System::nanoTime);
    this.publisher = new BoundedPublisher(Publisher.on(vertx), MAX_UNANSWERED, System::nanoTime);
    this.timer = vertx.setPeriodic(pacer.periodMillis(), due -> publishDue());
  }

  private void publishDue() {
    for (long due = pacer.dueTicks(); due > 0 && publisher.canPublish(); due--) {
      publisher.publish(prefix + (1 + count % request.topics()), data());
      count++;
    }
  }

  private JsonObject data() {
    String empty = "{\"n\":" + count + ",\"pad\":\"\"}";
    return new JsonObject()
        .put("n", count)
        .put("pad", "x".repeat(Math.max(0, request.bytes() - empty.length())));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
