package io.feedhorn.bench.load;

import io.feedhorn.bench.protocol.PeerProtocol;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes at a fixed rate on its own thread, even if the server is slow. Each update contains the
 * time at which it was due, so that a delay by the server counts as latency.
 */
final class Publisher extends Thread {
  private final LoadConnection connection;
  private final PeerProtocol protocol;
  private final String[] topics;
  private final int[] numbers;
  private final Padding padding;
  private final long intervalNanos;
  private final LongSupplier clock;
  private volatile boolean stopped;
  private volatile long published;
  private volatile @Nullable IOException failure;

  /**
   * @param topics the topics, on which updates are published in turn
   * @param perSecond updates per second, of all topics together
   * @param clock nanoseconds since the load's epoch
   */
  Publisher(
      LoadConnection connection,
      PeerProtocol protocol,
      String[] topics,
      double perSecond,
      Padding padding,
      LongSupplier clock) {
    super("load-publisher");
    this.connection = connection;
    this.protocol = protocol;
    this.topics = topics;
    this.numbers = new int[topics.length];
    this.padding = padding;
    this.intervalNanos = (long) (1e9 / perSecond);
    this.clock = clock;
    setDaemon(true);
  }

  /** Returns the number of updates that were written to the socket. */
  long published() {
    return published;
  }

  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void run() {
    long first = clock.getAsLong() + intervalNanos;
    long count = 0;
    try {
      while (!stopped) {
        long due = first + count * intervalNanos;
        long wait = due - clock.getAsLong();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        } else {
          int topic = (int) (count % topics.length);
          int number = ++numbers[topic];
          String text = UpdateStamp.text(due / 1_000, number, topic, padding.of(number));
          connection.send(protocol.publish(topics[topic], text));
          count++;
          published = count;
        }
      }
    } catch (IOException gone) {
      failure = gone;
    }
  }

  void stopAndJoin() throws InterruptedException {
    stopped = true;
    join(5_000);
  }
}
