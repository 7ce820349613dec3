package io.feedhorn.compare;

import io.feedhorn.http.RunningServer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Publishes on a topic at a fixed rate until it is closed. Uses its own thread. */
final class SteadyPublisher implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 7;

  private final Thread thread;
  private final AtomicLong stalledNanos = new AtomicLong();
  private volatile boolean closed;

  private SteadyPublisher(RunningServer server, String topic, IntFunction<String> values) {
    thread = new Thread(() -> publish(server, topic, values), "steady-publisher");
    thread.setDaemon(true);
    thread.start();
  }

  static SteadyPublisher on(RunningServer server, String topic) {
    return on(server, topic, i -> "{\"n\":" + i + "}");
  }

  /**
   * @param values returns the value for each number from 0 on
   */
  static SteadyPublisher on(RunningServer server, String topic, IntFunction<String> values) {
    return new SteadyPublisher(server, topic, values);
  }

  private void publish(RunningServer server, String topic, IntFunction<String> values) {
    long due = System.nanoTime();
    long last = due;
    for (int i = 0; !closed; i++) {
      long now = System.nanoTime();
      stalledNanos.addAndGet(Math.max(0, now - last - 2 * INTERVAL_MILLIS * 1_000_000));
      last = now;
      server.publish(topic, values.apply(i));
      due += INTERVAL_MILLIS * 1_000_000;
      try {
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Returns the total time for which publishes were late. */
  long stalledNanos() {
    return stalledNanos.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
