package io.feedhorn.demo.lab;

import io.feedhorn.json.FieldNames;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The conditions of a simulated network. Immutable.
 *
 * @param delayMillis the delay in each direction
 * @param lossPercent the percentage of lost segments; TCP sends each again, and all data behind it
 *     waits
 * @param kilobits the bandwidth in kbit/s, in each direction and for each connection; 0: unlimited
 * @param sleepSeconds the part of every {@link #CYCLE_SECONDS} in which nothing reaches the page,
 *     as in a tab that the browser suspends
 */
record NetworkConditions(int delayMillis, double lossPercent, int kilobits, int sleepSeconds) {
  static final NetworkConditions NONE = new NetworkConditions(0, 0, 0, 0);
  static final int CYCLE_SECONDS = 30;

  private static final int MAX_DELAY_MILLIS = 2_000;
  private static final int MAX_LOSS_PERCENT = 20;
  private static final int MIN_KILOBITS = 16;
  private static final int MAX_KILOBITS = 1_000_000;
  private static final int MAX_SLEEP_SECONDS = 20;
  private static final List<String> NAMES = List.of("delay", "loss", "kilobits", "sleep");

  /**
   * Parses the conditions of a request.
   *
   * @throws FeedException if a field is unknown, or a value is out of range
   */
  static NetworkConditions parse(JsonObject object) {
    FieldNames.requireKnown(object.fieldNames(), " in 'handicap'", NAMES);
    int kilobits = NumberFields.integer(object, "kilobits", 0, MAX_KILOBITS, 0);
    if (kilobits > 0 && kilobits < MIN_KILOBITS) {
      throw NumberFields.error("kilobits", "0 or a number from " + MIN_KILOBITS);
    }
    return new NetworkConditions(
        NumberFields.integer(object, "delay", 0, MAX_DELAY_MILLIS, 0),
        NumberFields.decimal(object, "loss", 0, MAX_LOSS_PERCENT, 0),
        kilobits,
        NumberFields.integer(object, "sleep", 0, MAX_SLEEP_SECONDS, 0));
  }
}
