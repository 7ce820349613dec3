package io.feedhorn.cluster.storm;

import io.feedhorn.conform.TamperingProxy;
import io.feedhorn.conform.Transport;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A reader that resumes from its cursor at a random node over a random transport, and disconnects
 * after a random time, in the middle of the updates. Runs on its own thread.
 */
final class HoppingStormReader implements Runnable {
  private static final long MAX_STAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final long PAUSE_MILLIS = 50;

  private final String name;
  private final Violations violations;
  private final List<TamperingProxy.Door> doors;
  private final List<Transport> transports;
  private final List<String> patterns;
  private final DeliveryChain chain;
  private final Random random;
  private String cursor;
  private volatile @Nullable Cursor heads;
  private volatile long deadline = Long.MAX_VALUE;
  private final AtomicLong hops = new AtomicLong();

  /**
   * Creates a reader that has received nothing yet.
   *
   * @param doors the connectors of all nodes
   * @param patterns one for each feed
   * @param start the beginning of these feeds
   */
  HoppingStormReader(
      String name,
      Violations violations,
      List<TamperingProxy.Door> doors,
      List<Transport> transports,
      List<String> patterns,
      Cursor start,
      long seed) {
    this.name = name;
    this.violations = violations;
    this.doors = doors;
    this.transports = transports;
    this.patterns = patterns;
    this.chain = new DeliveryChain(name, violations, patterns, start);
    this.cursor = start.toString();
    this.random = new Random(seed);
  }

  /** Stops when all updates have been received, or after a time. */
  void drain(Cursor end, Duration time) {
    deadline = System.nanoTime() + time.toNanos();
    heads = end;
  }

  /** Returns the number of updates that were not received; called after the thread has ended. */
  long missing(Cursor end) {
    return chain.missing(end);
  }

  long length() {
    return chain.length();
  }

  long hops() {
    return hops.get();
  }

  String name() {
    return name;
  }

  @Override
  public void run() {
    while (!isDone()) {
      try {
        hop();
      } catch (TamperingProxy.Gone gone) {
        pause();
      } catch (AssertionError | RuntimeException evidence) {
        violations.report(Violation.FOREIGN, 1, name + " at " + cursor + ": " + evidence);
        pause();
      }
    }
  }

  private boolean isDone() {
    Cursor end = heads;
    return end != null && (chain.missing(end) <= 0 || System.nanoTime() > deadline);
  }

  private void hop() throws TamperingProxy.Gone {
    hops.incrementAndGet();
    TamperingProxy.Door door = doors.get(random.nextInt(doors.size()));
    Transport transport = transports.get(random.nextInt(transports.size()));
    long until = System.nanoTime() + random.nextLong(MAX_STAY_NANOS);
    try (TamperingProxy link = TamperingProxy.open(door, transport, patterns, cursor)) {
      boolean resetRecorded = false;
      while (System.nanoTime() < until && !isDone()) {
        String text = link.poll(POLL_TIMEOUT);
        if (text != null && !StormUpdate.isFirstUpdate(text)) {
          if (!resetRecorded && !link.recovered()) {
            resetRecorded = true;
            chain.onReset();
          }
          onUpdate(text, link.cursor(), transport);
        }
      }
    }
  }

  private void onUpdate(String text, String now, Transport transport) {
    StormUpdate update = StormUpdate.of(text);
    Position at = Cursor.parse(now).position(update.feed());
    if (at == null || at.offset() < update.offset()) {
      throw new AssertionError("over " + transport + " its cursor " + now + " is before " + update);
    }
    chain.receive(update, at.epoch());
    cursor = now;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
