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

  private final HeapBufferFiles files;
  private final AppendExecutors executors = new AppendExecutors();
  private final JournalImpl journal;
  private volatile @Nullable Completion current;

  private Journal(Path folder, int fileBytes) {
    files = new HeapBufferFiles(folder);
    journal =
        new JournalImpl(
            executors,
            fileBytes,
            MIN_FILES,
            REUSED_FILES,
            COMPACT_MIN_FILES,
            COMPACT_PERCENTAGE,
            files,
            JournalFiles.PREFIX,
            JournalFiles.EXTENSION,
            1,
            JournalFiles.USER_VERSION);
    journal.setRemoveExtraFilesOnLoad(true);
    // The constructor of the journal replaces the listener that its files have.
    journal.setCriticalErrorListener((exception, message, file) -> onFailure(exception));
  }

  static Journal open(Path folder, int fileBytes, LoaderCallback loader) throws IOException {
    JournalFiles.repairHeaders(folder);
    Journal opened = new Journal(folder, fileBytes);
    try {
      opened.journal.start();
      opened.journal.load(loader);
      return opened;
    } catch (Exception exception) {
      opened.close();
      throw ioException(exception);
    }
  }

  private void onFailure(Throwable exception) {
    Completion waiting = current;
    if (waiting != null) {
      waiting.fail(exception);
    }
  }

  /** Appends records. They are written by {@link #write}. */
  void add(PendingWrite write) throws IOException {
    run(
        completion -> {
          for (var entry : write.added().entrySet()) {
            append(entry.getKey(), entry.getValue(), completion);
          }
        });
  }

  /** Appends one record. It is written by {@link #write}. */
  void add(long id, PendingWrite.Added record) throws IOException {
    run(completion -> append(id, record, completion));
  }

  /**
   * Writes what was appended to the operating system.
   *
   * @param forced true if it, and everything before it, is to be on the disk afterwards
   */
  void write(boolean forced) throws IOException {
    files.write(forced);
  }

  private void append(long id, PendingWrite.Added record, Completion completion) throws Exception {
    ByteArrayEncoding content = new ByteArrayEncoding(record.content());
    journal.appendAddRecord(id, record.kind(), content, false, completion);
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
      executors.append(() -> operation.append(completion));
      completion.await();
    } catch (Exception exception) {
      throw ioException(exception);
    } finally {
      current = null;
    }
    files.checkFailure();
  }

  @Override
  public void close() {
    journal.stop();
    executors.close();
  }

  private static IOException ioException(Exception exception) {
    return exception instanceof IOException io ? io : new IOException(exception);
  }

  /** Appends records to the journal. */
  private interface Operation {
    void append(Completion completion) throws Exception;
  }
}
