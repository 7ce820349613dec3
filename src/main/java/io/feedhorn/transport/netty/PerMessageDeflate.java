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
 * {@code permessage-deflate} (RFC 7692) without context takeover, so that a message is compressed
 * once for all connections: a sender may start over with each message (section 7.2.1). Each thread
 * has its own compressor, because it has memory outside the heap.
 */
public final class PerMessageDeflate {
  private static final int LEVEL = 6;
  private static final int WINDOW_BITS = 15;

  /** Smaller messages are not compressed: the overhead exceeds the saving. */
  private static final int MIN_BYTES = 256;

  /** The empty block at the end of a message, which is not sent (RFC 7692, section 7.2.1). */
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
                    LEVEL, false, WINDOW_BITS, true, true, maxMessageBytes)));
      }
    }
  }

  /** Returns the text frame of a payload, compressed if that makes it smaller. */
  public static Buffer frame(Buffer payload) {
    if (payload.length() >= MIN_BYTES) {
      byte[] compressed = new byte[payload.length()];
      int length = deflate(payload.getBytes(), compressed) - TAIL_BYTES;
      if (length < payload.length() - TAIL_BYTES) {
        return WebSocketFrames.compressed(Buffer.buffer(length).appendBytes(compressed, 0, length));
      }
    }
    return WebSocketFrames.of(payload);
  }

  private static int deflate(byte[] bytes, byte[] compressed) {
    Deflater deflater = OF_THREAD.get();
    deflater.reset();
    deflater.setInput(bytes);
    return deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
  }
}
