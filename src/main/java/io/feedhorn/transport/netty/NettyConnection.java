package io.feedhorn.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channel under a connection, for bytes that are framed already: they go out as they are,
 * behind Vert.x's own queue. So the channel's writability is what counts for whoever writes here.
 * Where Linux and nothing else is below, shared bytes go to the kernel at once; what it does not
 * take, and everything elsewhere, goes by the channel. Owned by its event loop. The only class that
 * reaches below the public API of Vert.x.
 */
public final class NettyConnection {
  /**
   * What Netty keeps of a connection whose peer does not read, its own overhead of some 100 bytes a
   * write included. Small, because what waits here is stale when it arrives at last; large enough
   * to write some forty small frames with one system call.
   */
  private static final WriteBufferWaterMark KEPT_BYTES =
      new WriteBufferWaterMark(4 * 1024, 8 * 1024);

  /** What Linux takes beyond what is on its way to the peer; the rest would only grow stale. */
  private static final int UNSENT_BYTES = 16 * 1024;

  private static final int UNREAD_CLOSE_SECONDS = 5;

  /** Each waits twice as long as the one before it, from 0.2 s on. */
  private static final int MAX_UNANSWERED = 7;

  private final ChannelHandlerContext encoder;
  // Held here, because the way to them through the channel costs more than what they do.
  private final @Nullable ChannelOutboundBuffer waiting;
  private final @Nullable Socket direct;
  private final @Nullable TrafficHandler traffic;
  private final Events events;

  /** What happens on the channel. Every call is on its event loop. */
  public interface Listener {
    /** The channel takes more again. */
    void drained();

    /** Something went wrong with the channel; whether that was dealt with. */
    default boolean failed(Throwable failure) {
      return false;
    }
  }

  private NettyConnection(
      ChannelHandlerContext handler, ChannelHandlerContext encoder, Listener listener) {
    this.encoder = encoder;
    this.events = new Events(listener);
    this.waiting = handler.channel().unsafe().outboundBuffer();
    this.direct = direct(encoder);
    this.traffic = TrafficHandler.of(encoder.pipeline());
    ChannelConfig config = handler.channel().config();
    config.setWriteBufferWaterMark(KEPT_BYTES);
    if (config instanceof EpollSocketChannelConfig epoll) {
      epoll.setTcpNotSentLowAt(UNSENT_BYTES);
    }
    handler.pipeline().addBefore(handler.name(), null, events);
  }

  /** Under a WebSocket: what is written are frames. */
  public static NettyConnection under(ServerWebSocket socket, Listener listener) {
    ChannelHandlerContext handler = ((WebSocketInternal) socket).channelHandlerContext();
    handler.pipeline().addBefore(handler.name(), null, new WebSocketFrameValidator());
    return new NettyConnection(
        handler, handler.pipeline().context(WebSocketFrameEncoder.class), listener);
  }

  /** Whether the response to a request goes out in chunks that could be written here. */
  public static boolean carriesChunks(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.connection() instanceof ConnectionBase;
  }

  /**
   * Under the response to a request whose head has been sent: what is written are chunks (RFC 9112,
   * section 7.1).
   *
   * @param request one that {@link #carriesChunks}
   */
  public static NettyConnection under(HttpServerRequest request, Listener listener) {
    ChannelHandlerContext handler = ((ConnectionBase) request.connection()).channelHandlerContext();
    return new NettyConnection(
        handler, handler.pipeline().context(HttpResponseEncoder.class), listener);
  }

  /** The socket, where nothing stands between it and the encoder that would change the bytes. */
  private static @Nullable Socket direct(ChannelHandlerContext encoder) {
    for (ChannelHandler handler : encoder.pipeline().toMap().values()) {
      if (handler == encoder.handler()) {
        return encoder.channel() instanceof EpollSocketChannel epoll ? (Socket) epoll.fd() : null;
      }
      if (handler instanceof ChannelOutboundHandler && !(handler instanceof TrafficHandler)) {
        return null;
      }
    }
    return null;
  }

  /** Whether compressed frames were agreed on (RFC 7692); known once the client has spoken. */
  public boolean deflates() {
    return encoder.pipeline().get(WebSocketExtensionEncoder.class) != null;
  }

  /** Whether the channel takes more without keeping it past its high-water mark. */
  public boolean writable() {
    return waiting != null && waiting.isWritable() && isOpen();
  }

  /** Writes bytes that are shared with other connections; they go out with {@link #flush}. */
  public void write(SharedFrame frame) {
    GatheringWriter gathering = GatheringWriter.ofThread();
    if (direct != null && frame.isDirect() && nothingWaits()) {
      gathering.add(this, frame);
      if (gathering.isFull()) {
        flush();
      }
    } else {
      spill(gathering);
      enqueue(frame.from(0));
    }
  }

  /** Writes bytes that are for this connection alone; they go out with {@link #flush}. */
  public void write(Buffer framed) {
    spill(GatheringWriter.ofThread());
    enqueue(((BufferInternal) framed).getByteBuf());
  }

  private void spill(GatheringWriter gathering) {
    if (gathering.isFor(this)) {
      gathering.fallBackToChannel(this);
    }
  }

  /** Leaves bytes to the channel, which goes on with them once the kernel takes more. */
  @SuppressWarnings("FutureReturnValueIgnored") // the void promise tells nobody
  void enqueue(ByteBuf bytes) {
    encoder.write(bytes, encoder.voidPromise());
  }

  /** The kernel took bytes that did not go by the channel. */
  void countSent(long bytes) {
    if (traffic != null) {
      traffic.sent(bytes);
    }
  }

  /** Sends what was written since the last flush. */
  public void flush() {
    GatheringWriter gathering = GatheringWriter.ofThread();
    if (gathering.isFor(this)) {
      // A closed socket's number may be another one's by now.
      if (direct != null && direct.isOpen() && nothingWaits()) {
        gathering.send(this, direct);
      } else {
        gathering.fallBackToChannel(this);
      }
    }
    if (!nothingWaits()) {
      encoder.flush();
    }
  }

  private boolean nothingWaits() {
    return waiting != null && waiting.totalPendingWriteBytes() == 0;
  }

  private boolean isOpen() {
    return direct == null ? encoder.channel().isOpen() : direct.isOpen();
  }

  /**
   * Runs an action on the connection's event loop when its channel is closed, whatever it carried
   * then: once it is a WebSocket, Vert.x tells the connection's own close handler nothing.
   */
  public static void onClose(HttpConnection connection, Runnable action) {
    if (connection instanceof ConnectionBase base) {
      base.channelHandlerContext().channel().closeFuture().addListener(closed -> action.run());
    } else {
      connection.closeHandler(closed -> action.run());
    }
  }

  /**
   * Whether the kernel has asked in vain for a sign of the peer for about half a minute. One that
   * takes nothing but lives answers its questions. Known on Linux only.
   */
  public boolean isUnresponsive() {
    return isUnresponsive(encoder.channel());
  }

  /** The same of the connection of a request. */
  public static boolean isUnresponsive(HttpServerRequest request) {
    return request.connection() instanceof ConnectionBase base
        && isUnresponsive(base.channelHandlerContext().channel());
  }

  private static boolean isUnresponsive(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll && epoll.isActive()) {
      EpollTcpInfo info = epoll.tcpInfo();
      return info.retransmits() >= MAX_UNANSWERED || info.probes() >= MAX_UNANSWERED;
    }
    return false;
  }

  /** Cuts the connection, below where Vert.x would say farewell. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  public void abort() {
    encoder.close();
  }

  /** Cuts the connection after a while: a peer that does not read cannot be told of its end. */
  public void abortAfterTimeout() {
    events.cutLater(encoder);
  }

  /** Lets go of the channel, which goes on to carry something else. */
  public void detach() {
    if (!events.gone) {
      encoder.pipeline().remove(events);
    }
  }

  private static final class Events extends ChannelInboundHandlerAdapter {
    private final Listener listener;
    private @Nullable ScheduledFuture<?> cut;
    private boolean gone;

    Events(Listener listener) {
      this.listener = listener;
    }

    void cutLater(ChannelHandlerContext context) {
      if (cut == null && !gone) {
        cut =
            context.executor().schedule(() -> cut(context), UNREAD_CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
    private static void cut(ChannelHandlerContext context) {
      context.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().isWritable()) {
        listener.drained();
      }
      context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      if (!listener.failed(failure)) {
        context.fireExceptionCaught(failure);
      }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      gone = true;
      if (cut != null) {
        cut.cancel(false);
      }
    }
  }
}
