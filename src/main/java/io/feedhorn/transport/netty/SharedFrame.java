package io.feedhorn.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Bytes that are framed already, for many connections to write as they are. Immutable, and shared
 * by reference between event loops.
 */
public final class SharedFrame {
  private final ByteBuf bytes;
  private final int length;

  /**
   * @param bytes what the garbage collector frees, with nobody else writing to it
   */
  SharedFrame(ByteBuf bytes) {
    this.bytes = bytes;
    this.length = bytes.readableBytes();
  }

  /** The bytes of a buffer, where they are. */
  public static SharedFrame of(Buffer bytes) {
    return new SharedFrame(((BufferInternal) bytes).getByteBuf());
  }

  public int length() {
    return length;
  }

  /** The bytes. Not to be changed. */
  public Buffer buffer() {
    return BufferInternal.buffer(bytes);
  }

  /** Whether the kernel can take them from where they are. */
  boolean isDirect() {
    return bytes.hasMemoryAddress();
  }

  /** The bytes themselves: to be read from, never moved in or released. */
  ByteBuf bytes() {
    return bytes;
  }

  /** A view on the bytes from some place on, whose release does nothing. */
  ByteBuf from(int offset) {
    return Unpooled.unreleasableBuffer(bytes.slice(offset, length - offset));
  }
}
