package io.feedhorn.bench.load;

/**
 * A stamp in each update, which the load finds in the received bytes of any protocol: {@code @},
 * ten digits of due time in microseconds, seven of the number within the topic, three of the topic.
 */
final class UpdateStamp {
  static final byte START = '@';
  static final int DUE_DIGITS = 10;
  static final int NUMBER_DIGITS = 7;
  static final int TOPIC_DIGITS = 3;
  static final int DIGITS = DUE_DIGITS + NUMBER_DIGITS + TOPIC_DIGITS;

  private UpdateStamp() {}

  static String text(long dueMicros, int number, int topic, String padding) {
    return String.format("@%010d%07d%03d", dueMicros, number, topic) + padding;
  }
}
