package io.feedhorn.conform;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Random;

/**
 * A link to the server that cuts each connection after some bytes, wherever that is: within a
 * frame, a block, a head. Its handlers run on one event loop.
 */
final class CuttingProxy implements AutoCloseable {
  private static final int MIN_BYTES = 40;
  private static final int MAX_BYTES = 12_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NetServer server;
  private final NetClient client;
  private final SocketAddress to;
  private final Random random;

  /**
   * @param random used on the event loop only
   */
  CuttingProxy(Vertx vertx, SocketAddress to, Random random) {
    this.to = to;
    this.random = random;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer().connectHandler(this::link);
    ServerUnderTest.done(server.listen(0, "127.0.0.1"), PATIENCE);
  }

  /** Where to connect to instead of to the server. */
  SocketAddress address() {
    return SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
  }

  private void link(NetSocket near) {
    near.pause();
    near.exceptionHandler(failure -> {});
    client.connect(to).onSuccess(far -> link(near, far)).onFailure(failure -> near.close());
  }

  private void link(NetSocket near, NetSocket far) {
    far.exceptionHandler(failure -> {});
    near.handler(far::write);
    near.closeHandler(closed -> far.close());
    far.closeHandler(closed -> near.close());
    int[] left = {MIN_BYTES + random.nextInt(MAX_BYTES)};
    far.handler(
        (Buffer chunk) -> {
          int passed = Math.min(left[0], chunk.length());
          left[0] -= passed;
          near.write(chunk.slice(0, passed));
          if (left[0] == 0) {
            far.handler(rest -> {});
            near.close();
          }
        });
    near.resume();
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
