package io.feedhorn.demo.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The load and the simulated network of one page. Ends at the page's request, or when its lease
 * expires. Owned by the laboratory's event loop, not thread-safe.
 */
final class LabSession {
  static final Duration LEASE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final String id;
  private final int slot;
  private final String host;
  private final int port;
  private @Nullable LabRequest current;
  private @Nullable LoadGenerator load;
  private @Nullable NetworkSimulator simulator;
  // The port of the simulator, also while it is about to listen; 0 without one.
  private Future<Integer> networkPort = Future.succeededFuture(0);
  private long lastRequest = System.nanoTime();

  /**
   * @param slot the number of the session, from 1. The topics are named after it and not after the
   *     ID, so that the number of topics is bounded.
   */
  LabSession(Vertx vertx, String id, int slot, String host, int port) {
    this.vertx = vertx;
    this.id = id;
    this.slot = slot;
    this.host = host;
    this.port = port;
  }

  String id() {
    return id;
  }

  int slot() {
    return slot;
  }

  boolean isExpired() {
    return System.nanoTime() - lastRequest > LEASE.toNanos();
  }

  /** Applies a request, renews the lease, and returns the answer for the page. */
  Future<JsonObject> update(LabRequest request) {
    lastRequest = System.nanoTime();
    LabRequest previous = current;
    current = request;
    boolean sameLoad =
        previous != null
            && previous.rate() == request.rate()
            && previous.topics() == request.topics()
            && previous.bytes() == request.bytes();
    if (!sameLoad) {
      stopLoad();
      load = request.rate() > 0 ? new LoadGenerator(vertx, "lab." + slot + ".", request) : null;
    }
    return applyConditions(request.conditions()).map(this::answer);
  }

  /** Applies conditions, and returns the port on which they are; 0 if there are none. */
  private Future<Integer> applyConditions(NetworkConditions conditions) {
    boolean none = conditions.equals(NetworkConditions.NONE);
    NetworkSimulator running = simulator;
    if (running != null) {
      running.setConditions(conditions);
    } else if (!none) {
      open(conditions);
    }
    return none ? Future.succeededFuture(0) : networkPort;
  }

  private void open(NetworkConditions conditions) {
    NetworkSimulator created = new NetworkSimulator(vertx, host, port);
    simulator = created;
    created.setConditions(conditions);
    networkPort = created.open().onFailure(failure -> drop(created));
  }

  /** Drops a simulator that cannot listen, so that the next request tries it again. */
  private void drop(NetworkSimulator failed) {
    failed.close();
    if (simulator == failed) {
      simulator = null;
    }
  }

  private JsonObject answer(int conditionedPort) {
    return new JsonObject()
        .put("run", id)
        .put("topics", "lab." + slot + ".*")
        .put("port", conditionedPort)
        .put("expires", LEASE.toSeconds());
  }

  private void stopLoad() {
    if (load != null) {
      load.stop();
    }
  }

  Future<?> end() {
    stopLoad();
    return simulator == null ? Future.succeededFuture() : simulator.close();
  }
}
