package io.feedhorn.transport.netty;

import io.feedhorn.model.Update;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap for bytes that many connections are written: the kernel takes them from
 * there as they are, where bytes on the heap would be copied for each connection. Owned by its
 * thread. Small pieces share a slab, which the garbage collector frees with the last of them; it is
 * small, because a piece that waits for a slow reader holds the whole of it.
 */
public final class DirectSlab {
  private static final int SLAB_BYTES = 4 * 1024;
  private static final int LARGE_BYTES = SLAB_BYTES / 4;

  private static final FastThreadLocal<DirectSlab> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected DirectSlab initialValue() {
          return new DirectSlab();
        }
      };

  private ByteBuffer rest = ByteBuffer.allocateDirect(0);

  private DirectSlab() {}

  /**
   * An update's bytes where writing them is cheapest: outside the heap while the update is fresh
   * and goes to everybody; where they are, once it is history that a few ask for.
   */
  public static SharedFrame allocate(Update update, Buffer bytes) {
    return update.isRecent() ? OF_THREAD.get().copy(bytes) : SharedFrame.of(bytes);
  }

  private SharedFrame copy(Buffer bytes) {
    int length = bytes.length();
    ByteBuffer piece = length > LARGE_BYTES ? ByteBuffer.allocateDirect(length) : take(length);
    ByteBuf copied = Unpooled.wrappedBuffer(piece).clear();
    copied.writeBytes(((BufferInternal) bytes).getByteBuf());
    return new SharedFrame(copied);
  }

  private ByteBuffer take(int length) {
    if (rest.remaining() < length) {
      rest = ByteBuffer.allocateDirect(SLAB_BYTES);
    }
    ByteBuffer piece = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    return piece;
  }
}
