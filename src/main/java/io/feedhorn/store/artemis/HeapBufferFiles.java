package io.feedhorn.store.artemis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.jspecify.annotations.Nullable;

/**
 * The files of a journal, written from buffers on the heap. The journal writes such a buffer
 * completely or reports an error. From a direct buffer it writes once, and takes a part that the
 * operating system has accepted, as before the end of a full disk, for the whole.
 *
 * <p>Records that are appended wait in the {@link GatheringFile} to which the journal appends,
 * until {@link #write}. After an error nothing more is written: a marker behind records that are
 * missing would make a refused write count. Used by the thread of the store and by those of the
 * journal.
 */
final class HeapBufferFiles extends NIOSequentialFileFactory {
  private static final int MAX_IO = 1;

  private volatile @Nullable GatheringFile active;
  private volatile @Nullable Throwable failure;

  HeapBufferFiles(Path folder) {
    super(folder.toFile(), MAX_IO);
  }

  @Override
  public SequentialFile createSequentialFile(String fileName) {
    return new GatheringFile(this, journalDir, fileName);
  }

  @Override
  public void activateBuffer(SequentialFile file) {
    GatheringFile next = (GatheringFile) file;
    next.startGathering();
    active = next;
  }

  /** Called before the journal goes on with another file, or is stopped. */
  @Override
  public void deactivateBuffer() {
    GatheringFile file = active;
    if (file != null) {
      // The file stays the active one, because the journal closes and forces it after this call.
      file.stopGathering();
    }
  }

  @Override
  public void flush() {
    GatheringFile file = active;
    if (file != null) {
      file.writeGathered(false);
    }
  }

  /**
   * Writes the appended records to the operating system.
   *
   * @param forced true if they are to be on the disk as well
   */
  void write(boolean forced) throws IOException {
    GatheringFile file = active;
    if (file != null) {
      file.writeGathered(forced);
    }
    checkFailure();
  }

  /** Throws the first error of the operating system. */
  void checkFailure() throws IOException {
    Throwable failed = failure;
    if (failed != null) {
      throw new IOException(failed);
    }
  }

  boolean isFailed() {
    return failure != null;
  }

  @Override
  public void onIOError(Throwable exception, String message, String file) {
    if (failure == null) {
      failure = exception;
    }
    super.onIOError(exception, message, file);
  }

  /** Returns 0: a record may be as large as a file, and not only as a buffer, which is not used. */
  @Override
  public long getBufferSize() {
    return 0;
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
