package io.feedhorn.store.artemis;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;
import org.jspecify.annotations.Nullable;

/**
 * An open journal. After an {@link IOException} it must be closed. Called by one thread; errors are
 * reported by threads of the journal.
 */
final class Journal implements AutoCloseable {
  private static final int MIN_FILES = 2;
  // A file is deleted, not reused, so that its header always follows from its name.
  private static final int REUSED_FILES = 0;
  private static final int COMPACT_MIN_FILES = 10;
  private static final int COMPACT_PERCENTAGE = 40;

  private final JournalImpl journal;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Completion current;

  private Journal(Path folder) {
    journal =
        new JournalImpl(
            JournalFiles.SIZE_BYTES,
            MIN_FILES,
            REUSED_FILES,
            COMPACT_MIN_FILES,
            COMPACT_PERCENTAGE,
            new HeapBufferFiles(folder),
            JournalFiles.PREFIX,
            JournalFiles.EXTENSION,
            1,
            JournalFiles.USER_VERSION);
    journal.setRemoveExtraFilesOnLoad(true);
    // The constructor of the journal replaces the listener that its files have.
    journal.setCriticalErrorListener((exception, message, file) -> onFailure(exception));
  }

  static Journal open(Path folder, LoaderCallback loader) throws IOException {
    JournalFiles.repairHeaders(folder);
    Journal opened = new Journal(folder);
    try {
      opened.journal.start();
      opened.journal.load(loader);
      return opened;
    } catch (Exception exception) {
      opened.journal.stop();
      throw ioException(exception);
    }
  }

  private void onFailure(Throwable exception) {
    failure = exception;
    Completion waiting = current;
    if (waiting != null) {
      waiting.fail(exception);
    }
  }

  /** Appends records, and waits until they are written to the operating system. */
  void add(PendingWrite write) throws IOException {
    run(
        completion -> {
          for (var entry : write.added().entrySet()) {
            append(entry.getKey(), entry.getValue(), false, completion);
          }
        });
  }

  /**
   * Appends one record. If {@code forced}, it and everything before it is on the disk afterwards.
   */
  void add(long id, PendingWrite.Added record, boolean forced) throws IOException {
    run(completion -> append(id, record, forced, completion));
  }

  private void append(long id, PendingWrite.Added record, boolean forced, Completion completion)
      throws Exception {
    ByteArrayEncoding content = new ByteArrayEncoding(record.content());
    journal.appendAddRecord(id, record.kind(), content, forced, completion);
  }

  /** Removes records. An id that is not in the journal is ignored. */
  void remove(long[] ids) throws IOException {
    run(
        completion -> {
          for (long id : ids) {
            journal.tryAppendDeleteRecord(id, false, null, completion);
          }
        });
  }

  private void run(Operation operation) throws IOException {
    Completion completion = new Completion();
    current = completion;
    try {
      operation.append(completion);
      completion.await();
    } catch (Exception exception) {
      throw ioException(exception);
    } finally {
      current = null;
    }
    Throwable failed = failure;
    if (failed != null) {
      throw new IOException(failed);
    }
  }

  @Override
  public void close() {
    journal.stop();
  }

  private static IOException ioException(Exception exception) {
    return exception instanceof IOException io ? io : new IOException(exception);
  }

  /** Appends records to the journal. */
  private interface Operation {
    void append(Completion completion) throws Exception;
  }
}
