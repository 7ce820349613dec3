package io.feedhorn.bench.load;

/** Checks and counts the updates that one subscriber receives. Owned by the loop's thread. */
final class Subscriber implements LoadConnection.Receiver, StampScanner.Handler {
  private final StampScanner scanner = new StampScanner();
  private final Clock clock;
  private final DeliveryStats stats;
  private final int firstTopic;
  private final int topics;
  private final int[] lastNumbers;

  /** The time of the current read, which all updates in it share. */
  static final class Clock {
    long startNanos;
    long nowMicros;

    void tick() {
      nowMicros = (System.nanoTime() - startNanos) / 1_000;
    }
  }

  /**
   * Creates a subscriber of consecutive topics.
   *
   * @param stats the counters for its updates
   * @param each the number of its topics, beginning with the first
   * @param topics the number of topics of the run
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
