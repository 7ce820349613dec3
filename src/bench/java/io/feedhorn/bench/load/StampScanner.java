package io.feedhorn.bench.load;

/**
 * An incremental scanner that finds stamps in a stream of bytes. Not thread-safe: each connection
 * has its own.
 */
final class StampScanner {
  /** Receives each stamp. */
  interface Handler {
    void stamp(long dueMicros, int number, int topic);
  }

  private static final int NONE = -1;

  private int digitsRead = NONE;
  private long dueMicros;
  private int number;
  private int topic;

  void scan(byte[] bytes, int from, int to, Handler handler) {
    int count = digitsRead;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (count == NONE) {
        if (b == UpdateStamp.START) {
          count = 0;
          dueMicros = 0;
          number = 0;
          topic = 0;
        }
      } else if (b < '0' || b > '9') {
        count = b == UpdateStamp.START ? 0 : NONE;
      } else {
        int digit = b - '0';
        if (count < UpdateStamp.DUE_DIGITS) {
          dueMicros = dueMicros * 10 + digit;
        } else if (count < UpdateStamp.DUE_DIGITS + UpdateStamp.NUMBER_DIGITS) {
          number = number * 10 + digit;
        } else {
          topic = topic * 10 + digit;
        }
        if (++count == UpdateStamp.DIGITS) {
          count = NONE;
          handler.stamp(dueMicros, number, topic);
        }
      }
    }
    digitsRead = count;
  }
}
