package io.feedhorn.alerts;

import io.feedhorn.metrics.AlertMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Metrics of alerts as a text. Safe on any thread. */
final class CountedAlerts implements AlertMetrics {
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger maxWaiting = new AtomicInteger();
  private final AtomicInteger fired = new AtomicInteger();
  private final List<Kind> errors = new CopyOnWriteArrayList<>();

  @Override
  public void rules(int activeChange, int doneChange) {
    active.addAndGet(activeChange);
    done.addAndGet(doneChange);
  }

  @Override
  public void waiting(int change) {
    maxWaiting.accumulateAndGet(waiting.addAndGet(change), Math::max);
  }

  @Override
  public void fired() {
    fired.incrementAndGet();
  }

  @Override
  public void failed(Kind kind) {
    errors.add(kind);
  }

  List<Kind> errors() {
    return errors;
  }

  /** Returns the maximum number of notifications that have waited at one time. */
  int maxWaiting() {
    return maxWaiting.get();
  }

  void await(String counts) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> toString().equals(counts));
  }

  @Override
  public String toString() {
    return "active %s done %s waiting %s fired %s".formatted(active, done, waiting, fired);
  }
}
