package io.feedhorn.fault;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A proxy on a free port of 127.0.0.1 that passes bytes on, but for the faults it is told. It reads
 * no more of HTTP than the heads, as browsers and servers send them: one head begins one piece. May
 * be told from any thread; its methods block until it is so. Not made for much traffic: it has no
 * back-pressure.
 */
public final class FaultProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server = vertx.createNetServer();
  private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
  private final int upstream;
  private final Noise noise;
  private volatile Faults faults = Faults.NONE;

  private FaultProxy(int upstream, long seed) {
    this.upstream = upstream;
    this.noise = new Noise(seed);
    onLoop(() -> server.connectHandler(this::accept).listen(0, HOST));
  }

  /** Stands before a server of this machine, which may come and go. */
  public static FaultProxy before(int port) {
    return before(port, 0);
  }

  /**
   * The same.
   *
   * @param seed of what becomes of bytes that are changed
   */
  public static FaultProxy before(int port, long seed) {
    return new FaultProxy(port, seed);
  }

  /** The port that clients connect to. */
  public int port() {
    return server.actualPort();
  }

  /** How many bytes were changed on their way so far. */
  public long changed() {
    return noise.changed();
  }

  /** What clients call it: {@code http://127.0.0.1:41234}. */
  public String address() {
    return "http://" + HOST + ":" + server.actualPort();
  }

  /** From now on the way has these faults; open connections have them, too, where they can. */
  public void have(Faults now) {
    onLoop(
        () -> {
          faults = now;
          List.copyOf(tunnels).forEach(Tunnel::faultsChanged);
          return Future.succeededFuture();
        });
  }

  /** Breaks every connection that there is. */
  public void cut() {
    onLoop(
        () -> {
          List.copyOf(tunnels).forEach(Tunnel::cut);
          return Future.succeededFuture();
        });
  }

  @Override
  public void close() {
    server.close().await();
    vertx.close().await();
  }

  private void accept(NetSocket socket) {
    Tunnel tunnel = new Tunnel(vertx, socket, () -> faults, noise, tunnels::remove);
    tunnels.add(tunnel);
    tunnel.open(() -> client.connect(upstream, HOST));
  }

  private <T> void onLoop(Supplier<Future<T>> act) {
    Promise<T> done = Promise.promise();
    context.runOnContext(turn -> act.get().onComplete(done));
    done.future().await();
  }
}
