package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees memory that Vert.x keeps for each WebSocket and that is not used any more: half of what an
 * idle one needs. Vert.x has no option for it, so private fields are set; if they are others, the
 * memory stays in use and nothing else changes.
 *
 * <ul>
 *   <li>The queue for messages of other threads, 4.7 KiB. Only the event loop sends here, so it is
 *       replaced by the queue of {@code HttpServerOptions.setStrictThreadMode}, which has no
 *       memory; Vert.x uses that for HTTP only.
 *   <li>The factory of the connection, which has the request, the response and the connection of
 *       HTTP, 1.4 KiB. It is used once, before the handshake is answered.
 * </ul>
 */
final class WebSocketMemory {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketMemory.class);
  private static final String QUEUE = "outboundMessageQueue";
  private static final String DIRECT_QUEUE = "$DirectOutboundMessageQueue";
  private static final String FACTORY = "connectionFactory";
  private static final @Nullable Access ACCESS = access();

  /** The private members of Vert.x. */
  private record Access(Field queue, Constructor<?> directQueue, Field factory) {}

  private WebSocketMemory() {}

  private static @Nullable Access access() {
    try {
      Class<?> type = Class.forName(VertxConnection.class.getName() + DIRECT_QUEUE);
      Constructor<?> directQueue = type.getDeclaredConstructor(VertxConnection.class);
      directQueue.setAccessible(true);
      Field queue = VertxConnection.class.getDeclaredField(QUEUE);
      queue.setAccessible(true);
      Field factory = VertxHandler.class.getDeclaredField(FACTORY);
      factory.setAccessible(true);
      return new Access(queue, directQueue, factory);
    } catch (ReflectiveOperationException | RuntimeException other) {
      LOG.debug("This Vert.x has other fields, so idle WebSockets need more memory", other);
      return null;
    }
  }

  /**
   * Frees the memory of a connection to which nothing was written yet. Returns false if it stays in
   * use.
   *
   * @param handler the handler of the connection in its pipeline
   */
  static boolean free(ChannelHandlerContext handler) {
    if (ACCESS == null || !(handler.handler() instanceof VertxHandler<?> vertx)) {
      return false;
    }
    VertxConnection connection = vertx.getConnection();
    if (connection == null || connection.writeQueueFull()) {
      return false;
    }
    try {
      ACCESS.queue.set(connection, ACCESS.directQueue.newInstance(connection));
      ACCESS.factory.set(vertx, null);
      return true;
    } catch (ReflectiveOperationException | RuntimeException failure) {
      LOG.debug("An idle WebSocket needs more memory", failure);
      return false;
    }
  }
}
