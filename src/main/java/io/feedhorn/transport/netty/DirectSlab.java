package io.feedhorn.transport.netty;

import io.feedhorn.model.Update;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap for frames of many connections: the kernel reads it directly, while bytes
 * on the heap are copied for each connection. Each thread has one instance. Small frames share a
 * slab, which the garbage collector frees together with the last of them. Slabs are small, because
 * a frame that waits for a slow reader keeps the whole slab.
 */
public final class DirectSlab {
  private static final int SLAB_BYTES = 4 * 1024;
  private static final int MAX_SHARED_BYTES = SLAB_BYTES / 4;

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
   * Returns a frame of an update: a copy outside the heap for a recent update, which many
   * connections write; the bytes themselves for an update from history, which few write.
   */
  public static SharedFrame allocate(Update update, Buffer bytes) {
    return update.isRecent() ? OF_THREAD.get().copy(bytes) : SharedFrame.of(bytes);
  }

  private SharedFrame copy(Buffer bytes) {
    int length = bytes.length();
    ByteBuffer piece =
        length > MAX_SHARED_BYTES ? ByteBuffer.allocateDirect(length) : allocatePiece(length);
    ByteBuf copied = Unpooled.wrappedBuffer(piece).clear();
    copied.writeBytes(((BufferInternal) bytes).getByteBuf());
    return new SharedFrame(copied);
  }

  private ByteBuffer allocatePiece(int length) {
    if (rest.remaining() < length) {
      rest = ByteBuffer.allocateDirect(SLAB_BYTES);
    }
    ByteBuffer piece = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    return piece;
  }
}
