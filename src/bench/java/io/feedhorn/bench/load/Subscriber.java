package io.feedhorn.bench.load;

/** The updates that one subscriber has received. Owned by the loop. */
final class Subscriber implements LoadConnection.Receiver, StampScanner.Found {
  private final StampScanner scanner = new StampScanner();
  private final Clock clock;
  private final DeliveryStats tally;
  private final int firstTopic;
  private final int topics;
  private final int[] last;

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
   * @param tally where its messages count
   * @param each how many topics this one has, from the first on
   * @param topics how many there are in all
   */
  Subscriber(Clock clock, DeliveryStats tally, int firstTopic, int each, int topics) {
    this.clock = clock;
    this.tally = tally;
    this.firstTopic = firstTopic;
    this.topics = topics;
    this.last = new int[each];
  }

  @Override
  public void receive(byte[] bytes, int from, int to) {
    scanner.scan(bytes, from, to, this);
  }

  @Override
  public void read(int count) {
    tally.reads++;
    tally.bytes += count;
  }

  @Override
  public void mark(long dueMicros, int number, int topic) {
    int slot = Math.floorMod(topic - firstTopic, topics);
    if (slot >= last.length) {
      tally.reordered++;
      return;
    }
    int before = last[slot];
    if (number == before + 1) {
      last[slot] = number;
    } else if (number > before) {
      tally.missed += number - before - 1;
      last[slot] = number;
    } else if (number == before) {
      tally.doubled++;
    } else {
      tally.reordered++;
    }
    tally.deliveries++;
    tally.latency(clock.nowMicros - dueMicros);
  }
}
