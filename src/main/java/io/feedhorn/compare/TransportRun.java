package io.feedhorn.compare;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One row of a run, on a thread of its own. Its tally is to be read once {@link #join} is back. */
final class TransportRun {
  private static final long RETRY_MICROS = 500_000;

  private final RunContext run;
  private final TransportSpec spec;
  private final TransportStats stats;
  private final MeasuredClient client;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean ended;
  private volatile @Nullable String failure;

  TransportRun(RunContext run, TransportSpec spec, ServerEndpoint target, Random random) {
    this.run = run;
    this.spec = spec;
    this.stats = new TransportStats(run);
    this.client = MeasuredClient.of(run, spec, target, stats, random);
    this.thread = new Thread(this::live, "compare-" + spec.name());
    thread.setDaemon(true);
    thread.start();
  }

  private void live() {
    try {
      client.open();
      ready.countDown();
      while (!run.isOver() && !client.isFinished()) {
        read();
      }
    } catch (IOException | FeedException | DecodeException | NumberFormatException broken) {
      failure = String.valueOf(broken.getMessage());
    } finally {
      ended = true;
      ready.countDown();
      client.close();
    }
  }

  private void read() throws IOException {
    try {
      client.next();
    } catch (IOException lost) {
      client.close();
      if (!run.isOver()) {
        stats.brokenOff();
        reconnect();
      }
    }
  }

  private void reconnect() {
    boolean connected = false;
    while (!connected && !run.waitUntil(run.clock().micros() + RETRY_MICROS)) {
      try {
        client.open();
        connected = true;
      } catch (IOException notYet) {
        client.close();
      }
    }
  }

  TransportSpec row() {
    return spec;
  }

  TransportStats tally() {
    return stats;
  }

  /** Waits until it is subscribed, or never will be. */
  void awaitReady() throws InterruptedException {
    ready.await();
  }

  /** Whether it is through with all updates of the window; never where they are pushed. */
  boolean isThrough() {
    return ended;
  }

  /** Why it measured nothing; null where it did. */
  @Nullable String failure() {
    return failure;
  }

  /** Ends its waiting, and waits for its end. */
  void join() throws InterruptedException {
    client.close();
    thread.join();
    stats.close();
  }
}
