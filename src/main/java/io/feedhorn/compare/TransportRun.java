package io.feedhorn.compare;

import io.feedhorn.client.ClientException;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The measurement of one row, on a thread of its own. Its statistics are valid after {@link #join}.
 */
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

  TransportRun(RunContext run, TransportSpec spec, ServerEndpoint server, Random random) {
    this.run = run;
    this.spec = spec;
    this.stats = new TransportStats(run);
    this.client = MeasuredClient.of(run, spec, server, stats, random);
    this.thread = new Thread(this::run, "compare-" + spec.name());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      client.open();
      ready.countDown();
      while (!run.isOver() && !client.isFinished()) {
        read();
      }
    } catch (IOException
        | ClientException
        | FeedException
        | DecodeException
        | NumberFormatException broken) {
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
        stats.connectionLost();
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

  TransportSpec spec() {
    return spec;
  }

  TransportStats stats() {
    return stats;
  }

  /** Waits until the client is subscribed or has failed. */
  void awaitReady() throws InterruptedException {
    ready.await();
  }

  /** Returns true if the row has ended: it failed, or a poller has all updates of the window. */
  boolean hasEnded() {
    return ended;
  }

  /** Returns the reason for which the row has no figures; null if it has. */
  @Nullable String failure() {
    return failure;
  }

  /** Closes the client and waits for the end of the thread. */
  void join() throws InterruptedException {
    client.close();
    thread.join();
    stats.close();
  }
}
