package io.feedhorn.model;

/** The format of times in JSON: Unix time in milliseconds with up to three decimals. */
public final class Timestamp {
  private static final int MAX_CHARACTERS = 24;

  private Timestamp() {}

  /**
   * Returns the JSON number of a time, such as {@code 1732150000123.456}, without trailing zeros.
   */
  public static String text(long micros) {
    StringBuilder text = new StringBuilder(MAX_CHARACTERS);
    append(text, micros);
    return text.toString();
  }

  /** Appends the JSON number of a time. */
  public static void append(StringBuilder text, long micros) {
    int fraction = (int) Math.floorMod(micros, 1000L);
    text.append(Math.floorDiv(micros, 1000L));
    if (fraction > 0) {
      text.append('.').append((char) ('0' + fraction / 100));
      if (fraction % 100 > 0) {
        text.append((char) ('0' + fraction / 10 % 10));
      }
      if (fraction % 10 > 0) {
        text.append((char) ('0' + fraction % 10));
      }
    }
  }
}
