package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.ServerWebSocketImpl;
import io.vertx.core.http.impl.WebSocketImplBase;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees memory that Vert.x keeps for each connection and that is not used any more: half of what an
 * idle WebSocket needs. Vert.x has no option for it, so private fields are set; if they are others,
 * the memory stays in use and nothing else changes.
 *
 * <ul>
 *   <li>The queue of a WebSocket for messages of other threads, 4.7 KiB. Only the event loop sends
 *       here, so it is replaced by the queue of {@code HttpServerOptions.setStrictThreadMode},
 *       which has no memory; Vert.x uses that for HTTP only.
 *   <li>The factory of the connection; that of a WebSocket has the request, the response and the
 *       connection of HTTP, 1.4 KiB. It is used once, before the handshake is answered.
 *   <li>The headers and the target of a handshake, 0.3 KiB.
 * </ul>
 */
final class ConnectionMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionMemory.class);
  private static final String QUEUE = "outboundMessageQueue";
  private static final String DIRECT_QUEUE = "$DirectOutboundMessageQueue";
  private static final String FACTORY = "connectionFactory";
  private static final String HEADERS = "headers";
  private static final List<String> TARGET = List.of("scheme", "authority", "uri", "path", "query");
  private static final @Nullable Access ACCESS = access();

  /**
   * The private members of Vert.x.
   *
   * @param handshake the fields of a WebSocket that only its handshake needs
   */
  private record Access(
      Field queue, Constructor<?> directQueue, Field factory, List<Field> handshake) {}

  private ConnectionMemory() {}

  private static @Nullable Access access() {
    try {
      Class<?> type = Class.forName(VertxConnection.class.getName() + DIRECT_QUEUE);
      Constructor<?> directQueue = type.getDeclaredConstructor(VertxConnection.class);
      directQueue.setAccessible(true);
      List<Field> handshake = new ArrayList<>();
      handshake.add(field(WebSocketImplBase.class, HEADERS));
      for (String name : TARGET) {
        handshake.add(field(ServerWebSocketImpl.class, name));
      }
      return new Access(
          field(VertxConnection.class, QUEUE),
          directQueue,
          field(VertxHandler.class, FACTORY),
          List.copyOf(handshake));
    } catch (ReflectiveOperationException | RuntimeException other) {
      LOG.debug("This Vert.x has other fields, so idle connections need more memory", other);
      return null;
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /**
   * Frees the memory of a WebSocket to which nothing was written yet. Its target and headers are
   * null then. Returns false if memory stays in use.
   *
   * @param handler the handler of the connection in its pipeline
   */
  static boolean free(ServerWebSocket socket, ChannelHandlerContext handler) {
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
      if (socket instanceof ServerWebSocketImpl) {
        for (Field field : ACCESS.handshake) {
          field.set(socket, null);
        }
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException failure) {
      return stillUsed(failure);
    }
  }

  /**
   * Frees the factory of a connection that stays one of HTTP. Returns false if it stays in use.
   *
   * @param handler the handler of the connection in its pipeline
   */
  static boolean freeFactory(ChannelHandlerContext handler) {
    if (ACCESS == null || !(handler.handler() instanceof VertxHandler<?> vertx)) {
      return false;
    }
    try {
      ACCESS.factory.set(vertx, null);
      return true;
    } catch (ReflectiveOperationException | RuntimeException failure) {
      return stillUsed(failure);
    }
  }

  private static boolean stillUsed(Exception failure) {
    LOG.debug("An idle connection needs more memory", failure);
    return false;
  }
}
