package io.feedhorn.bench.load;

/**
 * Finds the marks in a stream of bytes, which may be cut anywhere. Not thread-safe: one for each
 * connection.
 */
final class StampScanner {
  /** Takes each mark that was found. */
  interface Handler {
    void stamp(long dueMicros, int number, int topic);
  }

  private static final int NONE = -1;

  private int digitsRead = NONE;
  private long dueMicros;
  private int number;
  private int topic;

  void scan(byte[] bytes, int from, int to, Handler found) {
    int have = digitsRead;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (have == NONE) {
        if (b == UpdateStamp.START) {
          have = 0;
          dueMicros = 0;
          number = 0;
          topic = 0;
        }
      } else if (b < '0' || b > '9') {
        have = b == UpdateStamp.START ? 0 : NONE;
      } else {
        int digit = b - '0';
        if (have < UpdateStamp.DUE_DIGITS) {
          dueMicros = dueMicros * 10 + digit;
        } else if (have < UpdateStamp.DUE_DIGITS + UpdateStamp.NUMBER_DIGITS) {
          number = number * 10 + digit;
        } else {
          topic = topic * 10 + digit;
        }
        if (++have == UpdateStamp.DIGITS) {
          have = NONE;
          found.stamp(dueMicros, number, topic);
        }
      }
    }
    digitsRead = have;
  }
}
