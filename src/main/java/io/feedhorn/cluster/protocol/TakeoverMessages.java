package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;

/** The messages with the shares of nodes. Owned by the writer's event loop. */
public final class TakeoverMessages {
  private static final long TIMEOUT_MILLIS = 1_000;

  private final NodeMessaging messaging;
  private final TakeoverShares shares;

  public TakeoverMessages(NodeMessaging messaging, TakeoverShares shares) {
    this.messaging = messaging;
    this.shares = shares;
  }

  /**
   * Starts to record the shares of other nodes.
   *
   * @param listener runs after that; the other node is answered when its future has completed
   */
  public void start(Supplier<Future<Void>> listener) {
    messaging.handle(
        MessageKind.SHARE,
        (from, in) -> {
          shares.record(from, in.count());
          return listener.get().map(Buffer.buffer());
        });
  }

  /** Tells some nodes a share; fails if one of them does not answer within a second. */
  public Future<?> tell(List<String> nodes, int share) {
    Buffer message = new BinaryWriter().count(share).toBuffer();
    return Future.join(
        nodes.stream()
            .map(node -> messaging.request(node, MessageKind.SHARE, message, TIMEOUT_MILLIS))
            .toList());
  }
}
