package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The channel of a connection, for bytes that are encoded already. Bypasses the queue of Vert.x, so
 * writers follow the writability of the channel. Owned by its event loop, not thread-safe.
 */
public final class NettyConnection extends FrameWriter {
  private final ChannelEvents events;

  /** Events of the channel. Every call is on its event loop. */
  public interface Listener {
    /** The channel accepts more data again. */
    void drained();

    /** The channel failed. Returns true if the failure was handled. */
    default boolean failed(Throwable failure) {
      return false;
    }
  }

  private NettyConnection(
      ChannelHandlerContext handler, ChannelHandlerContext encoder, Listener listener) {
    super(encoder);
    this.events = new ChannelEvents(listener);
    handler.pipeline().addBefore(handler.name(), null, events);
  }

  /** Returns the channel of a WebSocket, for complete frames. */
  public static NettyConnection under(ServerWebSocket socket, Listener listener) {
    ChannelHandlerContext handler = ((WebSocketInternal) socket).channelHandlerContext();
    handler.pipeline().addBefore(handler.name(), null, new WebSocketFrameValidator());
    BadRequestHandler.end(handler.pipeline());
    HalfClosedConnection.end(handler.pipeline());
    ConnectionMemory.free(socket, handler);
    return new NettyConnection(
        handler, handler.pipeline().context(WebSocketFrameEncoder.class), listener);
  }

  /** Returns true if the response to a request has chunks that can be written to its channel. */
  public static boolean carriesChunks(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.connection() instanceof ConnectionBase;
  }

  /**
   * Returns the channel of a response whose head has been sent, for complete chunks (RFC 9112,
   * section 7.1).
   *
   * @param connection the connection of a request that {@link #carriesChunks}
   */
  public static NettyConnection under(HttpConnection connection, Listener listener) {
    ChannelHandlerContext handler = ((ConnectionBase) connection).channelHandlerContext();
    HalfClosedConnection.end(handler.pipeline());
    ConnectionMemory.freeFactory(handler);
    return new NettyConnection(
        handler, handler.pipeline().context(HttpResponseEncoder.class), listener);
  }

  /**
   * Returns true if compressed frames were negotiated (RFC 7692); known when the client has sent a
   * message.
   */
  public boolean deflates() {
    return encoder.pipeline().get(WebSocketExtensionEncoder.class) != null;
  }

  /**
   * Runs an action on the event loop when the channel of a connection is closed. The connection's
   * own close handler is not enough: Vert.x does not call it after an upgrade to a WebSocket.
   */
  public static void onClose(HttpConnection connection, Runnable action) {
    if (connection instanceof ConnectionBase base) {
      base.channelHandlerContext().channel().closeFuture().addListener(closed -> action.run());
    } else {
      connection.closeHandler(closed -> action.run());
    }
  }

  /** Returns true if the peer does not respond any more, as {@link PeerProbe} defines it. */
  public boolean isUnresponsive() {
    return PeerProbe.isUnresponsive(encoder.channel());
  }

  /** Closes the channel after 5 s: a peer that does not read cannot get a close frame. */
  public void abortAfterTimeout() {
    events.abortAfterTimeout(encoder);
  }

  /** Detaches from the channel, which goes on with other requests. */
  public void detach() {
    if (!events.isRemoved()) {
      encoder.pipeline().remove(events);
    }
  }
}
