package io.feedhorn.store.artemis;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;

/**
 * The files of a journal, written from buffers on the heap. The journal writes such a buffer
 * completely or reports an error. From a direct buffer it writes once, and takes a part that the
 * operating system has accepted, as before the end of a full disk, for the whole.
 */
final class HeapBufferFiles extends NIOSequentialFileFactory {
  private static final int MAX_IO = 1;

  HeapBufferFiles(Path folder) {
    super(folder.toFile(), MAX_IO);
  }

  @Override
  public ByteBuffer newBuffer(int size) {
    return newBuffer(size, true);
  }

  @Override
  public ByteBuffer newBuffer(int size, boolean zeroed) {
    return ByteBuffer.allocate(size);
  }

  @Override
  public void releaseBuffer(ByteBuffer buffer) {
    // Collected with the garbage.
  }
}
