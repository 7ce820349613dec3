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
 * A second port of this server, behind a simulated network. Connections to the server's own port
 * are not affected. Owned by the laboratory's event loop, not thread-safe.
 */
final class NetworkSimulator {
  private static final int MAX_CONNECTIONS = 64;
  private static final long CYCLE_NANOS = TimeUnit.SECONDS.toNanos(NetworkConditions.CYCLE_SECONDS);

  private final Vertx vertx;
  private final String host;
  private final int port;
  private final NetClient client;
  private final NetServer server;
  private final long start = System.nanoTime();
  private final Set<NetSocket> pages = new HashSet<>();
  private NetworkConditions conditions = NetworkConditions.NONE;

  /**
   * @param host the address on which this server listens
   * @param port the port on which this server listens
   */
  NetworkSimulator(Vertx vertx, String host, int port) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
    server.connectHandler(this::accept);
  }

  /** Listens on a free port and returns it. */
  Future<Integer> open() {
    return server.listen(0, host).map(NetServer::actualPort);
  }

  /** Changes the conditions, for open connections as well. */
  void setConditions(NetworkConditions changed) {
    conditions = changed;
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
        .onSuccess(upstream -> connect(page, upstream, accepted));
  }

  private void connect(NetSocket page, NetSocket upstream, long accepted) {
    if (!pages.contains(page)) {
      upstream.close();
      return;
    }
    ProxiedConnection connection =
        new ProxiedConnection(vertx, page, upstream, () -> conditions, this::awakeAt, accepted);
    connection.open(() -> pages.remove(page));
  }

  /** The sleep is at the end of each cycle, so that a page has normal measurements first. */
  private long awakeAt(long now) {
    long elapsed = (now - start) % CYCLE_NANOS;
    long asleepFrom = CYCLE_NANOS - TimeUnit.SECONDS.toNanos(conditions.sleepSeconds());
    return elapsed < asleepFrom ? now : now + CYCLE_NANOS - elapsed;
  }

  Future<?> close() {
    List.copyOf(pages).forEach(NetSocket::close);
    return Future.join(server.close(), client.close());
  }
}
