package io.feedhorn.demo.lab;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** A connection through a simulated network. Owned by one event loop, not thread-safe. */
final class ProxiedConnection {
  /** The TCP handshake is not delayed, so the first bytes wait for its round trip. */
  private static final int HANDSHAKE_TRIPS = 2;

  private final NetSocket page;
  private final NetSocket server;
  private final DelayedPipe toServer;
  private final DelayedPipe toPage;

  ProxiedConnection(
      Vertx vertx,
      NetSocket page,
      NetSocket server,
      Supplier<NetworkConditions> conditions,
      LongUnaryOperator awakeAt,
      long accepted) {
    this.page = page;
    this.server = server;
    long delay = TimeUnit.MILLISECONDS.toNanos(conditions.get().delayMillis());
    long firstArrival = accepted + (HANDSHAKE_TRIPS + 1) * delay;
    this.toServer =
        new DelayedPipe(
            vertx,
            page,
            server,
            conditions,
            LongUnaryOperator.identity(),
            firstArrival,
            ProxiedConnection::random);
    this.toPage =
        new DelayedPipe(
            vertx, server, page, conditions, awakeAt, accepted, ProxiedConnection::random);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  void open(Runnable onClose) {
    page.exceptionHandler(failure -> close());
    server.exceptionHandler(failure -> close());
    page.endHandler(end -> toServer.end());
    server.endHandler(end -> toPage.end());
    page.closeHandler(
        gone -> {
          server.close();
          onClose.run();
        });
    server.closeHandler(gone -> toPage.end());
    toServer.open();
    toPage.open();
    page.resume();
  }

  void close() {
    page.close();
    server.close();
  }
}
