package io.feedhorn.bench.load;

import java.util.Locale;
import java.util.Random;

/** Text that makes updates longer. That of long updates is as compressible as an order book. */
final class Padding {
  private static final int TEXTS = 64;
  private static final int MIN_VARIED_CHARS = 200;

  private final String[] texts;

  /**
   * @param length the length of each text
   */
  Padding(int length) {
    if (length < MIN_VARIED_CHARS) {
      texts = new String[] {"x".repeat(Math.max(0, length))};
      return;
    }
    Random random = new Random(1);
    texts = new String[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < length) {
        text.append(
            String.format(
                Locale.ROOT,
                "{price:%.2f,size:%d00,orders:%d},",
                90 + 20 * random.nextDouble(),
                1 + random.nextInt(90),
                1 + random.nextInt(30)));
      }
      texts[i] = text.substring(0, length);
    }
  }

  /** Returns the text of an update. */
  String of(int number) {
    return texts[number % texts.length];
  }
}
