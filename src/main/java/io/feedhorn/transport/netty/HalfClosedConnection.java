package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Sends the response that is due to a client that has closed its side of the connection, as {@code
 * nc -N} does after the request. Netty would close the connection at once. A client that is gone
 * looks the same until something is sent to it, so this is done only while a response is certain to
 * come soon. Owned by the channel's event loop.
 */
public final class HalfClosedConnection extends ChannelInboundHandlerAdapter {
  /** Longer than any such response takes. */
  private static final int TIMEOUT_SECONDS = 30;

  private final HttpConnection connection;
  private final BooleanSupplier finishesSoon;

  private HalfClosedConnection(HttpConnection connection, BooleanSupplier finishesSoon) {
    this.connection = connection;
    this.finishesSoon = finishesSoon;
  }

  /**
   * Watches a new connection, if it uses HTTP/1 without TLS.
   *
   * @param finishesSoon returns true if no response is due, or one that comes soon
   */
  public static void watch(HttpConnection connection, BooleanSupplier finishesSoon) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null && !connection.isSsl()) {
        pipeline.addAfter(decoder.name(), null, new HalfClosedConnection(connection, finishesSoon));
        allow(pipeline, true);
      }
    }
  }

  /** Ends this for a connection that has become a WebSocket or has a stream. */
  static void end(ChannelPipeline pipeline) {
    if (pipeline.context(HalfClosedConnection.class) != null) {
      allow(pipeline, false);
      pipeline.remove(HalfClosedConnection.class);
    }
  }

  private static void allow(ChannelPipeline pipeline, boolean allowed) {
    pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, allowed);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      if (finishesSoon.getAsBoolean()) {
        connection.shutdown(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } else {
        context.close();
      }
    }
    context.fireUserEventTriggered(event);
  }
}
