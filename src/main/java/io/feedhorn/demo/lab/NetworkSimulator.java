package io.feedhorn.demo.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A second port of this server, with a bad network before it. Only connections to this port suffer.
 * Owned by the laboratory's event loop, not thread-safe.
 */
final class NetworkSimulator {
  private static final int MAX_CONNECTIONS = 64;
  private static final long CYCLE_NANOS = TimeUnit.SECONDS.toNanos(NetworkConditions.CYCLE_SECONDS);

  private final Vertx vertx;
  private final String host;
  private final int port;
  private final NetClient client;
  private final NetServer server;
  private final long since = System.nanoTime();
  private final Set<NetSocket> pages = new HashSet<>();
  private NetworkConditions conditions = NetworkConditions.NONE;

  /**
   * @param host where this server listens
   * @param port the port this server listens on
   */
  NetworkSimulator(Vertx vertx, String host, int port) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
    server.connectHandler(this::accept);
  }

  /** The port it listens on. */
  Future<Integer> open() {
    return server.listen(0, host).map(NetServer::actualPort);
  }

  /** From now on the network has this handicap, for connections that are open too. */
  void setConditions(NetworkConditions now) {
    conditions = now;
  }

  private void accept(NetSocket page) {
    long accepted = System.nanoTime();
    if (pages.size() >= MAX_CONNECTIONS) {
      page.close();
      return;
    }
    pages.add(page);
    page.pause();
    page.closeHandler(gone -> pages.remove(page));
    client
        .connect(port, host)
        .onFailure(refused -> page.close())
        .onSuccess(upstream -> join(page, upstream, accepted));
  }

  private void join(NetSocket page, NetSocket upstream, long accepted) {
    if (!pages.contains(page)) {
      upstream.close();
      return;
    }
    ProxiedConnection passage =
        new ProxiedConnection(vertx, page, upstream, () -> conditions, this::awakeAt, accepted);
    passage.open(() -> pages.remove(page));
  }

  /** Asleep at the end of each cycle, so that a page first sees what it is like to be awake. */
  private long awakeAt(long now) {
    long into = (now - since) % CYCLE_NANOS;
    long asleepFrom = CYCLE_NANOS - TimeUnit.SECONDS.toNanos(conditions.sleepSeconds());
    return into < asleepFrom ? now : now + CYCLE_NANOS - into;
  }

  Future<?> close() {
    List.copyOf(pages).forEach(NetSocket::close);
    return Future.join(server.close(), client.close());
  }
}
