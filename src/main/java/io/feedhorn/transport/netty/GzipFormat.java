package io.feedhorn.transport.netty;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.zip.CRC32;

/**
 * The head and the end of one gzip stream (RFC 1952), around blocks of {@link DeflateBlocks}. The
 * end has a checksum of everything before compression. Owned by its event loop, not thread-safe.
 */
public final class GzipFormat {
  private static final byte[] HEAD = {
    0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF // DEFLATE; unknown operating system
  };

  /** A last block, which is empty. */
  private static final byte[] LAST_BLOCK = {1, 0, 0, (byte) 0xFF, (byte) 0xFF};

  private final CRC32 checksum = new CRC32();
  private long length;

  /** Returns the bytes before the first block. */
  public static Buffer head() {
    return Buffer.buffer(HEAD);
  }

  /** Adds bytes before compression to the checksum. */
  public void add(Buffer bytes) {
    length += bytes.length();
    checksum.update(((BufferInternal) bytes).getByteBuf().nioBuffer());
  }

  /** Returns the end of the stream. */
  public Buffer end() {
    return Buffer.buffer(LAST_BLOCK)
        .appendUnsignedIntLE(checksum.getValue())
        .appendUnsignedIntLE(length & 0xFFFF_FFFFL);
  }
}
