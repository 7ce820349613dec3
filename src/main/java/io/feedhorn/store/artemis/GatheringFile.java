package io.feedhorn.store.artemis;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.journal.EncodingSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of a journal that gathers the records of a write, and gives them to the operating system
 * with one call. Thread-safe: a compaction goes on with the next file in a thread of its own.
 */
final class GatheringFile extends NIOSequentialFile implements IOCallback {
  private static final int MAX_IO = 1;
  private static final int INITIAL_BYTES = 16 << 10;
  private static final int MAX_GATHERED_BYTES = 1 << 20;
  private static final int ZEROS_BYTES = 64 << 10;
  static final int FORCED_PART_BYTES = 1 << 20;

  private final HeapBufferFiles files;
  private @Nullable ActiveMQBuffer gathered;

  GatheringFile(HeapBufferFiles files, File folder, String name) {
    super(files, folder, name, MAX_IO);
    this.files = files;
  }

  /**
   * Fills a new file with zeros, in parts that are forced one after another: a force of the file in
   * use waits for what was given to the disk before it, so for a part and not for the whole file.
   */
  @Override
  public void fill(int size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS_BYTES);
    try {
      channel.position(0);
      for (int filled = 0; filled < size; filled += zeros.limit()) {
        if (filled > 0 && filled % FORCED_PART_BYTES == 0) {
          channel.force(false);
        }
        zeros.clear().limit(Math.min(zeros.capacity(), size - filled));
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      channel.force(false);
      channel.position(0);
      fileSize = channel.size();
    } catch (ClosedChannelException exception) {
      throw exception;
    } catch (IOException exception) {
      files.onIOError(exception, String.valueOf(exception.getMessage()), getFileName());
      throw exception;
    }
  }

  /** Gathers from now on. Until then, each call writes, as the compaction expects. */
  synchronized void startGathering() {
    gathered = ActiveMQBuffers.dynamicBuffer(INITIAL_BYTES);
  }

  @Override
  public synchronized void write(EncodingSupport record, boolean sync, IOCallback callback) {
    ActiveMQBuffer records = gathered;
    if (records == null) {
      super.write(record, sync, callback);
      return;
    }
    int before = records.writerIndex();
    record.encode(records);
    // The journal goes on with the next file when this position reaches the end.
    position.addAndGet(records.writerIndex() - before);
    if (sync || records.writerIndex() >= MAX_GATHERED_BYTES) {
      writeGathered(sync);
    }
    callback.done();
  }

  /** Writes what was gathered, before the journal closes the file. */
  synchronized void stopGathering() {
    writeGathered(false);
    gathered = null;
  }

  /** Writes what was gathered. An error is reported to the files. */
  synchronized void writeGathered(boolean forced) {
    ActiveMQBuffer records = gathered;
    int bytes = records == null ? 0 : records.writerIndex();
    // A file that is closed without new records was forced when it was closed.
    if ((bytes > 0 || (forced && isOpen())) && !files.isFailed()) {
      position.addAndGet(-bytes);
      writeDirect(
          records == null ? ByteBuffer.allocate(0) : records.toByteBuffer(0, bytes), forced, this);
    }
    if (records != null) {
      records.clear();
    }
  }

  @Override
  public void done() {
    // The thread that writes waits.
  }

  @Override
  public void onError(int code, String message) {
    files.onIOError(new IOException(message), message, getFileName());
  }
}
