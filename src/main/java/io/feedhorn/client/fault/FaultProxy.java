package io.feedhorn.client.fault;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A TCP proxy on a free port of 127.0.0.1 that passes bytes on, except for its {@link Faults}. It
 * recognises HTTP/1.1 headers if they begin a piece that was read, as browsers and servers send
 * them. It has no back-pressure and is not suited to much traffic.
 *
 * <p>Safe on any thread except event loops; its methods block until they have taken effect.
 */
public final class FaultProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context eventLoop = vertx.getOrCreateContext();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server = vertx.createNetServer();
  private final Set<FaultTunnel> tunnels = new HashSet<>(); // on the event loop only
  private final SocketAddress upstream;
  private final Random random;
  private final ByteCorruption corruption;
  private volatile Faults faults = Faults.NONE;

  private FaultProxy(SocketAddress upstream, long seed) {
    this.upstream = upstream;
    this.random = new Random(seed);
    this.corruption = new ByteCorruption(random);
    onEventLoop(() -> server.connectHandler(this::accept).listen(0, HOST));
  }

  /** Starts a proxy to a port of this machine, on which a server need not be running yet. */
  public static FaultProxy before(int port) {
    return before(port, 0);
  }

  /**
   * Starts a proxy to a port of this machine.
   *
   * @param seed determines all random choices
   */
  public static FaultProxy before(int port, long seed) {
    return before(SocketAddress.inetSocketAddress(port, HOST), seed);
  }

  /** Starts a proxy to any address. */
  public static FaultProxy before(SocketAddress upstream, long seed) {
    return new FaultProxy(upstream, seed);
  }

  /** Returns the port to which clients connect. */
  public int port() {
    return server.actualPort();
  }

  /** Returns the address to which clients connect. */
  public SocketAddress socketAddress() {
    return SocketAddress.inetSocketAddress(server.actualPort(), HOST);
  }

  /** Returns the URL to which clients connect, {@code http://127.0.0.1:41234}. */
  public String address() {
    return "http://" + HOST + ":" + server.actualPort();
  }

  /** Returns the number of bytes that were corrupted. */
  public long corruptedBytes() {
    return corruption.corrupted();
  }

  /** Replaces the faults. They apply to open connections, too, as far as they can. */
  public void setFaults(Faults next) {
    onEventLoop(
        () -> {
          faults = next;
          List.copyOf(tunnels).forEach(FaultTunnel::faultsChanged);
          return Future.succeededFuture();
        });
  }

  /** Closes all open connections. */
  public void cutConnections() {
    onEventLoop(
        () -> {
          List.copyOf(tunnels).forEach(FaultTunnel::cut);
          return Future.succeededFuture();
        });
  }

  @Override
  public void close() {
    server.close().await();
    vertx.close().await();
  }

  private void accept(NetSocket socket) {
    Faults current = faults;
    int min = current.minResponseBytes();
    int max = current.maxResponseBytes();
    long limit = max == 0 ? Long.MAX_VALUE : min + random.nextInt(max - min + 1);
    FaultTunnel tunnel =
        new FaultTunnel(vertx, socket, limit, () -> faults, corruption, tunnels::remove);
    tunnels.add(tunnel);
    tunnel.open(() -> client.connect(upstream));
  }

  private <T> void onEventLoop(Supplier<Future<T>> operation) {
    Promise<T> result = Promise.promise();
    eventLoop.runOnContext(ignored -> operation.get().onComplete(result));
    result.future().await();
  }
}
