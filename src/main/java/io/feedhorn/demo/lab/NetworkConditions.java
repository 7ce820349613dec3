package io.feedhorn.demo.lab;

import io.vertx.core.json.JsonObject;

/**
 * What is wrong with a network. Immutable.
 *
 * @param delayMillis how much later everything arrives, each way
 * @param lossPercent of the segments, how many are lost; TCP sends each again, and everything
 *     behind it waits
 * @param kilobits the most that gets through each second, each way and for each connection; 0 for
 *     as much as there is
 * @param sleepSeconds for how long of every {@link #CYCLE_SECONDS} nothing reaches the page, as
 *     when its tab sleeps
 */
record NetworkConditions(int delayMillis, double lossPercent, int kilobits, int sleepSeconds) {
  static final NetworkConditions NONE = new NetworkConditions(0, 0, 0, 0);
  static final int CYCLE_SECONDS = 30;

  private static final int MAX_DELAY_MILLIS = 2_000;
  private static final int MAX_LOSS_PERCENT = 20;
  private static final int MIN_KILOBITS = 16;
  private static final int MAX_KILOBITS = 1_000_000;
  private static final int MAX_SLEEP_SECONDS = 20;

  static NetworkConditions read(JsonObject wanted) {
    int kilobits = NumberFields.whole(wanted, "kilobits", 0, MAX_KILOBITS, 0);
    if (kilobits > 0 && kilobits < MIN_KILOBITS) {
      throw NumberFields.refused("kilobits", "0, or a number from " + MIN_KILOBITS);
    }
    return new NetworkConditions(
        NumberFields.whole(wanted, "delay", 0, MAX_DELAY_MILLIS, 0),
        NumberFields.decimal(wanted, "loss", 0, MAX_LOSS_PERCENT, 0),
        kilobits,
        NumberFields.whole(wanted, "sleep", 0, MAX_SLEEP_SECONDS, 0));
  }
}
