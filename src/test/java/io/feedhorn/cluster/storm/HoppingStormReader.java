package io.feedhorn.cluster.storm;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
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
  private static final String UNAVAILABLE = "unavailable";
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final long PAUSE_MILLIS = 50;

  private final String name;
  private final Violations violations;
  private final List<FeedhornClient> nodes;
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
   * @param nodes a client of each node
   * @param patterns one for each feed
   * @param start the beginning of these feeds
   */
  HoppingStormReader(
      String name,
      Violations violations,
      List<FeedhornClient> nodes,
      List<Transport> transports,
      List<String> patterns,
      Cursor start,
      long seed) {
    this.name = name;
    this.violations = violations;
    this.nodes = nodes;
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
      } catch (ConnectionLostException lost) {
        pause();
      } catch (RequestRefusedException refused) {
        if (!refused.code().equals(UNAVAILABLE)) {
          violations.report(Violation.FOREIGN, 1, name + " at " + cursor + ": " + refused);
        }
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

  private void hop() {
    hops.incrementAndGet();
    FeedhornClient node = nodes.get(random.nextInt(nodes.size()));
    Transport transport = transports.get(random.nextInt(transports.size()));
    long until = System.nanoTime() + random.nextLong(MAX_STAY_NANOS);
    ReadRequest request = new ReadRequest(patterns, cursor, null, false, null, 0);
    try (UpdateReader reader = node.open(transport, request)) {
      boolean resetRecorded = false;
      while (System.nanoTime() < until && !isDone()) {
        ReceivedUpdate update = reader.poll(POLL_TIMEOUT);
        if (update != null && !StormUpdate.isFirstUpdate(update.text())) {
          if (!resetRecorded && Boolean.FALSE.equals(reader.recovered())) {
            resetRecorded = true;
            chain.onReset("recovered: false by " + transport);
          }
          onUpdate(update.text(), reader.cursor(), transport);
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
