package io.feedhorn.demo.lab;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** One connection through a bad network. Owned by its network's event loop, not thread-safe. */
final class ProxiedConnection {
  /** The browser's own handshake takes no time here; so its first bytes wait for a round trip. */
  private static final int HANDSHAKE_TRIPS = 2;

  private final NetSocket page;
  private final NetSocket server;
  private final DelayedPipe up;
  private final DelayedPipe down;

  ProxiedConnection(
      Vertx vertx,
      NetSocket page,
      NetSocket server,
      Supplier<NetworkConditions> handicap,
      LongUnaryOperator awakeAt,
      long accepted) {
    this.page = page;
    this.server = server;
    long delay = TimeUnit.MILLISECONDS.toNanos(handicap.get().delayMillis());
    long first = accepted + (HANDSHAKE_TRIPS + 1) * delay;
    this.up =
        new DelayedPipe(
            vertx,
            page,
            server,
            handicap,
            LongUnaryOperator.identity(),
            first,
            ProxiedConnection::dice);
    this.down =
        new DelayedPipe(vertx, server, page, handicap, awakeAt, accepted, ProxiedConnection::dice);
  }

  private static double dice() {
    return ThreadLocalRandom.current().nextDouble();
  }

  void open(Runnable atTheEnd) {
    page.exceptionHandler(broken -> cut());
    server.exceptionHandler(broken -> cut());
    page.endHandler(end -> up.end());
    server.endHandler(end -> down.end());
    page.closeHandler(
        gone -> {
          server.close();
          atTheEnd.run();
        });
    server.closeHandler(gone -> down.end());
    up.open();
    down.open();
    page.resume();
  }

  void cut() {
    page.close();
    server.close();
  }
}
