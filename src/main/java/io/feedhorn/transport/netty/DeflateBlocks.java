package io.feedhorn.transport.netty;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;

/**
 * Messages as blocks of DEFLATE (RFC 1951) that do not refer to earlier messages. Such blocks are
 * valid at any place of any stream, so a message is compressed once for all connections. They are
 * not the last of a stream, and end with an empty block at a byte boundary (a <i>sync flush</i>),
 * so that a decompressor releases the message at once. Each thread has its own compressor, because
 * it has memory outside the heap.
 */
public final class DeflateBlocks {
  static final int LEVEL = 6;

  /** Smaller messages are not compressed: the overhead exceeds the saving. */
  private static final int MIN_BYTES = 256;

  private static final int MAX_STORED_BYTES = 0xFFFF;
  private static final int STORED_HEAD_BYTES = 5;

  /** The lengths of an empty stored block; the bits before them complete a byte. */
  static final int TAIL_BYTES = 4;

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

  private DeflateBlocks() {}

  /** Returns the blocks of a message, compressed if that makes it smaller. */
  public static Buffer of(Buffer message) {
    Buffer compressed = compressed(message);
    return compressed.length() == 0 ? stored(message) : compressed;
  }

  /** Returns the compressed blocks; empty if they are not smaller than the message. */
  static Buffer compressed(Buffer message) {
    if (message.length() < MIN_BYTES) {
      return Buffer.buffer();
    }
    byte[] blocks = new byte[message.length()];
    Deflater deflater = OF_THREAD.get();
    deflater.reset();
    deflater.setInput(message.getBytes());
    int length = deflater.deflate(blocks, 0, blocks.length, Deflater.SYNC_FLUSH);
    // A full array may lack the end of the last block.
    return length < blocks.length
        ? Buffer.buffer(length).appendBytes(blocks, 0, length)
        : Buffer.buffer();
  }

  /** Returns the blocks of a message without compression. */
  public static Buffer stored(Buffer message) {
    Buffer stored = Buffer.buffer(message.length() + 2 * STORED_HEAD_BYTES);
    for (int from = 0; from < message.length(); from += MAX_STORED_BYTES) {
      int length = Math.min(MAX_STORED_BYTES, message.length() - from);
      appendHead(stored, length).appendBuffer(message, from, length);
    }
    return appendHead(stored, 0);
  }

  private static Buffer appendHead(Buffer blocks, int length) {
    return blocks
        .appendByte((byte) 0)
        .appendUnsignedShortLE(length)
        .appendUnsignedShortLE(~length & 0xFFFF);
  }
}
