package io.feedhorn.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * An encoded frame that many connections write unchanged. Immutable, shared by reference between
 * event loops.
 */
public final class SharedFrame {
  private final ByteBuf bytes;
  private final int length;
  // 0 for bytes on the heap.
  private final long address;

  /**
   * @param bytes memory that the garbage collector frees, and that is not written any more
   */
  SharedFrame(ByteBuf bytes) {
    this.bytes = bytes;
    this.length = bytes.readableBytes();
    this.address = bytes.hasMemoryAddress() ? bytes.memoryAddress() + bytes.readerIndex() : 0;
  }

  /** Returns a frame of the bytes of a buffer, without a copy. */
  public static SharedFrame of(Buffer bytes) {
    return new SharedFrame(((BufferInternal) bytes).getByteBuf());
  }

  public int length() {
    return length;
  }

  /** Returns the bytes. Must not be changed. */
  public Buffer buffer() {
    return BufferInternal.buffer(bytes);
  }

  /** Returns true if the kernel can read the bytes without a copy: they are not on the heap. */
  boolean isDirect() {
    return address != 0;
  }

  /** Returns the address of the bytes, if they are not on the heap. */
  long address() {
    return address;
  }

  /** Returns the bytes themselves. Their reader index must not move; they are never released. */
  ByteBuf bytes() {
    return bytes;
  }

  /** Returns a view of the bytes after an offset. Its release has no effect. */
  ByteBuf from(int offset) {
    return Unpooled.unreleasableBuffer(bytes.slice(offset, length - offset));
  }
}
