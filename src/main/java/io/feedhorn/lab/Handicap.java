package io.feedhorn.lab;

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
record Handicap(int delayMillis, double lossPercent, int kilobits, int sleepSeconds) {
  static final Handicap NONE = new Handicap(0, 0, 0, 0);
  static final int CYCLE_SECONDS = 30;

  private static final int LONGEST_DELAY_MILLIS = 2_000;
  private static final int MOST_LOSS_PERCENT = 20;
  private static final int LEAST_KILOBITS = 16;
  private static final int MOST_KILOBITS = 1_000_000;
  private static final int LONGEST_SLEEP_SECONDS = 20;

  static Handicap read(JsonObject wanted) {
    int kilobits = Field.whole(wanted, "kilobits", 0, MOST_KILOBITS, 0);
    if (kilobits > 0 && kilobits < LEAST_KILOBITS) {
      throw Field.refused("kilobits", "0, or a number from " + LEAST_KILOBITS);
    }
    return new Handicap(
        Field.whole(wanted, "delay", 0, LONGEST_DELAY_MILLIS, 0),
        Field.decimal(wanted, "loss", 0, MOST_LOSS_PERCENT, 0),
        kilobits,
        Field.whole(wanted, "sleep", 0, LONGEST_SLEEP_SECONDS, 0));
  }
}
