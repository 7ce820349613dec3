package io.feedhorn.store;

import io.feedhorn.metrics.StoreMetrics;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker thread that calls the store, one operation after another. Its methods are called on an
 * event loop, on which their futures complete.
 */
final class StoreThread {
  private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);
  private static final long SIZE_INTERVAL_NANOS = 1_000_000_000;
  private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

  private final StoreWorker worker;
  private final DurableStore store;
  private final StoreMetrics metrics;
  private volatile StoreCondition condition = new StoreCondition(null, 0);
  // The following are used by the worker thread alone.
  private long measuredNanos = System.nanoTime() - SIZE_INTERVAL_NANOS;
  private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;
  private boolean logged;

  StoreThread(StoreWorker worker, DurableStore store, StoreMetrics metrics) {
    this.worker = worker;
    this.store = store;
    this.metrics = metrics;
  }

  /** Measures the store that was opened, so that its size is known before the first write. */
  void start() {
    run(() -> null).onFailure(failure -> LOG.debug("The store is not measured", failure));
  }

  /** Returns the state of the store, for any thread. */
  StoreCondition condition() {
    return condition;
  }

  Future<Void> write(List<StoreChange> changes, boolean forced) {
    return run(
        () -> {
          long start = System.nanoTime();
          store.write(changes, forced);
          metrics.written(changes.size(), System.nanoTime() - start);
          return null;
        });
  }

  Future<Void> force() {
    return run(
        () -> {
          long start = System.nanoTime();
          store.force();
          metrics.forced(System.nanoTime() - start);
          return null;
        });
  }

  Future<Void> close() {
    return worker
        .<Void>execute(
            () -> {
              store.close();
              return null;
            })
        .onComplete(closed -> worker.close());
  }

  private Future<Void> run(Callable<Void> operation) {
    return worker.execute(
        () -> {
          try {
            operation.call();
          } catch (Exception failure) {
            failed(failure);
            throw failure;
          }
          succeeded();
          return null;
        });
  }

  private void succeeded() {
    if (logged) {
      LOG.info("The store can be written again");
      logged = false;
    }
    if (isMeasurementDue() || !condition.isWritable()) {
      condition = new StoreCondition(null, measure());
    }
  }

  private boolean isMeasurementDue() {
    return System.nanoTime() - measuredNanos >= SIZE_INTERVAL_NANOS;
  }

  private long measure() {
    measuredNanos = System.nanoTime();
    long bytes = store.sizeBytes();
    metrics.size(bytes);
    return bytes;
  }

  private void failed(Exception failure) {
    metrics.failed();
    String reason = String.valueOf(failure.getMessage());
    condition = new StoreCondition(reason, isMeasurementDue() ? measure() : condition.sizeBytes());
    long now = System.nanoTime();
    if (now - loggedNanos >= LOG_INTERVAL_NANOS) {
      loggedNanos = now;
      logged = true;
      LOG.warn(
          "The store cannot be written, this node stores no updates of durable feeds until it can:"
              + " {}",
          reason);
    }
  }
}
