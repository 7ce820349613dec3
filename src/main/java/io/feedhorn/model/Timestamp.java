package io.feedhorn.model;

/** The format of times in JSON: Unix time in milliseconds with up to three decimals. */
public final class Timestamp {
  private Timestamp() {}

  /**
   * Returns the JSON number of a time, such as {@code 1732150000123.456}, without trailing zeros.
   */
  public static String text(long micros) {
    long fraction = Math.floorMod(micros, 1000L);
    String whole = Long.toString(Math.floorDiv(micros, 1000L));
    if (fraction == 0) {
      return whole;
    }
    String digits = Long.toString(1000 + fraction).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }
}
