package io.feedhorn.transport.netty;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * {@code permessage-deflate} (RFC 7692) without context takeover, so that a message is compressed
 * once for all connections: a sender may start over with each message (section 7.2.1).
 */
public final class PerMessageDeflate {
  private static final int WINDOW_BITS = 15;

  private PerMessageDeflate() {}

  /**
   * Limits the messages of a new connection after decompression; Vert.x alone would not limit them.
   * Has no effect if the server does not offer the extension.
   */
  public static void limit(HttpConnection connection, int maxMessageBytes) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      if (pipeline.get(WebSocketServerExtensionHandler.class) != null) {
        pipeline.replace(
            WebSocketServerExtensionHandler.class,
            null,
            new WebSocketServerExtensionHandler(
                new PerMessageDeflateServerExtensionHandshaker(
                    DeflateBlocks.LEVEL, false, WINDOW_BITS, true, true, maxMessageBytes)));
      }
    }
  }

  /**
   * Returns the text frame of a payload, compressed if that makes it smaller. The empty block at
   * the end of a message is not sent (RFC 7692, section 7.2.1).
   */
  public static Buffer frame(Buffer payload) {
    Buffer compressed = DeflateBlocks.compressed(payload);
    return compressed.length() == 0
        ? WebSocketFrames.of(payload)
        : WebSocketFrames.compressed(
            compressed.slice(0, compressed.length() - DeflateBlocks.TAIL_BYTES));
  }
}
