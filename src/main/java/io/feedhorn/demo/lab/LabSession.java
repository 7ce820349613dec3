package io.feedhorn.demo.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one page has of the laboratory: ends when the page says so, or does not say for a while that
 * it is still there. Owned by the laboratory's event loop, not thread-safe.
 */
final class LabSession {
  static final Duration LEASE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final String id;
  private final int slot;
  private final String host;
  private final int port;
  private @Nullable LabRequest labRequest;
  private @Nullable LoadGenerator load;
  private @Nullable NetworkSimulator simulator;
  private int networkPort;
  private long heard = System.nanoTime();

  /**
   * @param slot which of the laboratory's places it has, from 1: what is published is not known by
   *     the run, so that the number of topics is bounded however many runs there were
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

  boolean isLeft() {
    return System.nanoTime() - heard > LEASE.toNanos();
  }

  /** Changes it to what is wanted, or just keeps it; what the page is to know. */
  Future<JsonObject> update(LabRequest now) {
    heard = System.nanoTime();
    LabRequest before = labRequest;
    labRequest = now;
    boolean sameLoad =
        before != null
            && before.rate() == now.rate()
            && before.topics() == now.topics()
            && before.bytes() == now.bytes();
    if (!sameLoad) {
      stopLoad();
      load = now.rate() > 0 ? new LoadGenerator(vertx, "lab." + slot + ".", now) : null;
    }
    return route(now.conditions()).map(routed -> answer(now));
  }

  private Future<?> route(NetworkConditions conditions) {
    NetworkSimulator known = simulator;
    if (known != null) {
      known.setConditions(conditions);
      return Future.succeededFuture();
    }
    if (conditions.equals(NetworkConditions.NONE)) {
      return Future.succeededFuture();
    }
    NetworkSimulator opened = new NetworkSimulator(vertx, host, port);
    simulator = opened;
    opened.setConditions(conditions);
    return opened.open().onSuccess(bound -> networkPort = bound);
  }

  private JsonObject answer(LabRequest now) {
    return new JsonObject()
        .put("run", id)
        .put("topics", "lab." + slot + ".*")
        .put("port", now.conditions().equals(NetworkConditions.NONE) ? 0 : networkPort)
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
