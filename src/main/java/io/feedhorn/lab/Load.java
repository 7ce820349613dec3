package io.feedhorn.lab;

import io.feedhorn.publish.Publisher;
import io.feedhorn.source.Outlet;
import io.feedhorn.source.Pace;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Publishes small updates on some topics in turn, at a steady rate, until it is stopped. While the
 * server cannot keep up it leaves turns out. Used on its verticle's event loop only.
 */
final class Load {
  private static final int MOST_UNANSWERED = 1_024;

  private final Vertx vertx;
  private final String prefix;
  private final Wanted wanted;
  private final Pace pace;
  private final Outlet outlet;
  private final long timer;
  private long count;

  /**
   * @param prefix what the topics begin with, {@code lab.1.}
   */
  Load(Vertx vertx, String prefix, Wanted wanted) {
    this.vertx = vertx;
    this.prefix = prefix;
    this.wanted = wanted;
    this.pace = new Pace(wanted.rate(), System::nanoTime);
    this.outlet = new Outlet(Publisher.on(vertx), MOST_UNANSWERED, System::nanoTime);
    this.timer = vertx.setPeriodic(pace.periodMillis(), due -> giveDueTurns());
  }

  private void giveDueTurns() {
    for (long due = pace.due(); due > 0 && outlet.hasRoom(); due--) {
      outlet.publish(prefix + (1 + count % wanted.topics()), data());
      count++;
    }
  }

  private JsonObject data() {
    String head = "{\"n\":" + count + ",\"pad\":\"\"}";
    return new JsonObject()
        .put("n", count)
        .put("pad", "x".repeat(Math.max(0, wanted.bytes() - head.length())));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
