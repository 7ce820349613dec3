package io.feedhorn.bench.load;

/** The updates that one subscriber has received. Owned by the loop. */
final class Subscriber implements LoadConnection.Receiver, StampScanner.Handler {
  private final StampScanner scanner = new StampScanner();
  private final Clock clock;
  private final DeliveryStats stats;
  private final int firstTopic;
  private final int topics;
  private final int[] lastNumbers;

  /** The time of the read that is being taken apart, read once for all that is in it. */
  static final class Clock {
    long startNanos;
    long nowMicros;

    void tick() {
      nowMicros = (System.nanoTime() - startNanos) / 1_000;
    }
  }

  /**
   * A subscriber of some topics.
   *
   * @param stats where its messages count
   * @param each how many topics this one has, from the first on
   * @param topics how many there are in all
   */
  Subscriber(Clock clock, DeliveryStats stats, int firstTopic, int each, int topics) {
    this.clock = clock;
    this.stats = stats;
    this.firstTopic = firstTopic;
    this.topics = topics;
    this.lastNumbers = new int[each];
  }

  @Override
  public void receive(byte[] bytes, int from, int to) {
    scanner.scan(bytes, from, to, this);
  }

  @Override
  public void read(int count) {
    stats.reads++;
    stats.bytes += count;
  }

  @Override
  public void stamp(long dueMicros, int number, int topic) {
    int slot = Math.floorMod(topic - firstTopic, topics);
    if (slot >= lastNumbers.length) {
      stats.reordered++;
      return;
    }
    int before = lastNumbers[slot];
    if (number == before + 1) {
      lastNumbers[slot] = number;
    } else if (number > before) {
      stats.missed += number - before - 1;
      lastNumbers[slot] = number;
    } else if (number == before) {
      stats.duplicates++;
    } else {
      stats.reordered++;
    }
    stats.deliveries++;
    stats.recordLatency(clock.nowMicros - dueMicros);
  }
}
