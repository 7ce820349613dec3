package io.feedhorn.transport.netty;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.zip.Deflater;

/**
 * {@code permessage-deflate} (RFC 7692) without memory of earlier messages, so that a message
 * compressed once is good for every connection: a sender may start over at any message (section
 * 7.2.1). Its state belongs to the thread that compresses.
 */
public final class PerMessageDeflate {
  private static final int LEVEL = 6;
  private static final int WINDOW_BITS = 15;

  /** Below this the extension's own bytes eat up what it saves. */
  private static final int MIN_BYTES = 256;

  /** What RFC 7692, section 7.2.1, takes off a message's end: an empty block. */
  private static final int TAIL_BYTES = 4;

  private static final FastThreadLocal<Deflater> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
          return new Deflater(LEVEL, true);
        }

        @Override
        protected void onRemoval(Deflater unused) {
          unused.end();
        }
      };

  private PerMessageDeflate() {}

  /**
   * Makes a new connection ask for it where its client does, its messages to be no larger than this
   * once they are inflated; Vert.x alone would set no bound to them. Does nothing where the server
   * does not offer the extension.
   */
  public static void limit(HttpConnection connection, int messageBytes) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      if (pipeline.get(WebSocketServerExtensionHandler.class) != null) {
        pipeline.replace(
            WebSocketServerExtensionHandler.class,
            null,
            new WebSocketServerExtensionHandler(
                new PerMessageDeflateServerExtensionHandshaker(
                    LEVEL, false, WINDOW_BITS, true, true, messageBytes)));
      }
    }
  }

  /** The text frame of a payload, compressed where that makes it smaller. */
  public static Buffer frame(Buffer payload) {
    if (payload.length() >= MIN_BYTES) {
      byte[] packed = new byte[payload.length()];
      int length = deflate(payload.getBytes(), packed) - TAIL_BYTES;
      if (length < payload.length() - TAIL_BYTES) {
        return WebSocketFrames.compressed(Buffer.buffer(length).appendBytes(packed, 0, length));
      }
    }
    return WebSocketFrames.of(payload);
  }

  private static int deflate(byte[] bytes, byte[] packed) {
    Deflater deflater = OF_THREAD.get();
    deflater.reset();
    deflater.setInput(bytes);
    return deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
  }
}
