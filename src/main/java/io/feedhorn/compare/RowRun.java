package io.feedhorn.compare;

import io.feedhorn.model.Refusal;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One row of a run, on a thread of its own. Its tally is to be read once {@link #join} is back. */
final class RowRun {
  private static final long AGAIN_MICROS = 500_000;

  private final Run run;
  private final Row row;
  private final Tally tally;
  private final Source source;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean ended;
  private volatile @Nullable String failure;

  RowRun(Run run, Row row, Target target, Random random) {
    this.run = run;
    this.row = row;
    this.tally = new Tally(run);
    this.source = Source.of(run, row, target, tally, random);
    this.thread = new Thread(this::live, "compare-" + row.name());
    thread.setDaemon(true);
    thread.start();
  }

  private void live() {
    try {
      source.open();
      ready.countDown();
      while (!run.isOver() && !source.isFinished()) {
        read();
      }
    } catch (IOException | Refusal | DecodeException | NumberFormatException broken) {
      failure = String.valueOf(broken.getMessage());
    } finally {
      ended = true;
      ready.countDown();
      source.close();
    }
  }

  private void read() throws IOException {
    try {
      source.next();
    } catch (IOException lost) {
      source.close();
      if (!run.isOver()) {
        tally.brokenOff();
        reconnect();
      }
    }
  }

  private void reconnect() {
    boolean connected = false;
    while (!connected && !run.waitUntil(run.clock().micros() + AGAIN_MICROS)) {
      try {
        source.open();
        connected = true;
      } catch (IOException notYet) {
        source.close();
      }
    }
  }

  Row row() {
    return row;
  }

  Tally tally() {
    return tally;
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
    source.close();
    thread.join();
    tally.close();
  }
}
