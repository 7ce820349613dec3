package io.feedhorn.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one page has of the laboratory: ends when the page says so, or does not say for a while that
 * it is still there. Owned by the laboratory's event loop, not thread-safe.
 */
final class Run {
  static final Duration LEASE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final String id;
  private final int slot;
  private final String host;
  private final int port;
  private @Nullable Wanted wanted;
  private @Nullable Load load;
  private @Nullable BadNetwork network;
  private int networkPort;
  private long heard = System.nanoTime();

  /**
   * @param slot which of the laboratory's places it has, from 1: what is published is not known by
   *     the run, so that the number of topics is bounded however many runs there were
   */
  Run(Vertx vertx, String id, int slot, String host, int port) {
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
  Future<JsonObject> have(Wanted now) {
    heard = System.nanoTime();
    Wanted before = wanted;
    wanted = now;
    boolean sameLoad =
        before != null
            && before.rate() == now.rate()
            && before.topics() == now.topics()
            && before.bytes() == now.bytes();
    if (!sameLoad) {
      stopLoad();
      load = now.rate() > 0 ? new Load(vertx, "lab." + slot + ".", now) : null;
    }
    return route(now.handicap()).map(routed -> answer(now));
  }

  private Future<?> route(Handicap handicap) {
    BadNetwork known = network;
    if (known != null) {
      known.have(handicap);
      return Future.succeededFuture();
    }
    if (handicap.equals(Handicap.NONE)) {
      return Future.succeededFuture();
    }
    BadNetwork opened = new BadNetwork(vertx, host, port);
    network = opened;
    opened.have(handicap);
    return opened.open().onSuccess(bound -> networkPort = bound);
  }

  private JsonObject answer(Wanted now) {
    return new JsonObject()
        .put("run", id)
        .put("topics", "lab." + slot + ".*")
        .put("port", now.handicap().equals(Handicap.NONE) ? 0 : networkPort)
        .put("expires", LEASE.toSeconds());
  }

  private void stopLoad() {
    if (load != null) {
      load.stop();
    }
  }

  Future<?> end() {
    stopLoad();
    return network == null ? Future.succeededFuture() : network.close();
  }
}
