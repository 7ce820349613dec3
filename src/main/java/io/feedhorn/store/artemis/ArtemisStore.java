package io.feedhorn.store.artemis;

import io.feedhorn.store.DurableStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreVisitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A store in a journal of Apache Artemis. Not thread-safe. */
public final class ArtemisStore implements DurableStore {
  /** Space for the next files of the journal, so that it never meets a full disk. */
  static final long RESERVED_BYTES = 4L * JournalFiles.SIZE_BYTES;

  private final StoreFolder folder;
  private final int fileBytes;
  private @Nullable Journal journal;
  private StoreIndex index = new StoreIndex();
  private List<Long> obsolete = new ArrayList<>();
  private long[] markers = {};

  /** The records of an earlier version, which get other ids before the first write. */
  private List<StoreChange> rewritten = List.of();

  /** The numbers of refused writes whose records may still be in the journal. */
  private final Set<Long> abandoned = new HashSet<>();

  private ArtemisStore(StoreFolder folder, int fileBytes) {
    this.folder = folder;
    this.fileBytes = fileBytes;
  }

  /**
   * Opens the store in a folder, which is created if it is missing.
   *
   * @throws StoreException if another process uses the folder, or it cannot be read
   */
  public static ArtemisStore open(Path path) throws StoreException {
    return open(path, JournalFiles.SIZE_BYTES);
  }

  /**
   * Opens the store with files of another size. Every byte of a file is examined when it is opened.
   */
  static ArtemisStore open(Path path, int fileBytes) throws StoreException {
    return new ArtemisStore(StoreFolder.open(path), fileBytes);
  }

  @Override
  public void load(StoreVisitor visitor) throws StoreException {
    closeJournal();
    openJournal().visit(visitor);
  }

  private JournalContent openJournal() throws StoreException {
    JournalLoader records = new JournalLoader();
    try {
      journal = Journal.open(folder.path(), fileBytes, records);
    } catch (IOException exception) {
      throw failed("cannot be read", exception);
    }
    JournalContent content = ContentBuilder.build(records, abandoned);
    index = content.index;
    obsolete = content.obsolete;
    rewritten = content.hasNegativeIds ? content.others() : List.of();
    markers = content.markers.stream().mapToLong(Long::longValue).toArray();
    return content;
  }

  private Journal opened() throws StoreException {
    if (journal == null) {
      openJournal();
    }
    if (journal == null) {
      throw new IllegalStateException("closed");
    }
    return journal;
  }

  @Override
  public void write(List<StoreChange> changes, boolean forced) throws StoreException {
    requireSpace();
    Journal open = opened();
    if (!rewritten.isEmpty()) {
      List<StoreChange> others = rewritten;
      rewritten = List.of();
      write(others, true);
      open = opened();
    }
    index.check(changes);
    PendingWrite write = index.apply(changes);
    long[] removed = write.removed();
    long[] parts;
    long first = index.nextId();
    try {
      removeObsolete(open);
      open.add(write);
      parts = addParts(open, write, removed);
      open.add(first, marker(write, rest(removed)));
      open.write(false);
    } catch (IOException exception) {
      abandon(write);
      throw failed("cannot be written", exception);
    }
    long second = index.nextId();
    try {
      open.remove(removed);
      open.remove(markers);
      open.add(second, marker(write));
      open.write(forced);
      markers = LongStream.concat(Arrays.stream(parts), LongStream.of(first, second)).toArray();
      abandoned.clear();
    } catch (IOException exception) {
      finish(write, exception);
    }
  }

  private static PendingWrite.Added marker(PendingWrite write, long... removed) {
    return new PendingWrite.Added(RecordKind.MARKER, RecordWriter.marker(write.number(), removed));
  }

  /**
   * Adds the ids that do not fit in a marker, in records of their own before it. Returns the ids of
   * these.
   */
  private long[] addParts(Journal open, PendingWrite write, long[] removed) throws IOException {
    int size = maxRemovals();
    long[] parts = new long[removed.length / size];
    for (int i = 0; i < parts.length; i++) {
      long[] part = Arrays.copyOfRange(removed, i * size, (i + 1) * size);
      parts[i] = index.nextId();
      byte[] content = RecordWriter.removals(write.number(), part);
      open.add(parts[i], new PendingWrite.Added(RecordKind.REMOVALS, content));
    }
    return parts;
  }

  /** Returns the ids that {@link #addParts} leaves for the marker. */
  private long[] rest(long[] removed) {
    int size = maxRemovals();
    return Arrays.copyOfRange(removed, removed.length / size * size, removed.length);
  }

  /** Returns the number of ids in one record, which must fit in a file. */
  private int maxRemovals() {
    return fileBytes / 2 / Long.BYTES;
  }

  private void removeObsolete(Journal open) throws IOException {
    if (!obsolete.isEmpty()) {
      open.remove(obsolete.stream().mapToLong(Long::longValue).toArray());
      obsolete = new ArrayList<>();
    }
  }

  /**
   * Finishes a write after an error. Its records and its first marker are in the journal, and some
   * of what it replaces may be removed already, so it counts if it can be forced to the disk. The
   * rest of its removals is done when the journal is opened again, for the next write.
   */
  private void finish(PendingWrite write, IOException reason) throws StoreException {
    closeJournal();
    try {
      JournalFiles.force(folder.path());
    } catch (IOException exception) {
      abandon(write);
      exception.addSuppressed(reason);
      throw failed("cannot be written", exception);
    }
  }

  private void abandon(PendingWrite write) {
    abandoned.add(write.number());
    closeJournal();
  }

  private void requireSpace() throws StoreException {
    long usable;
    try {
      usable = folder.usableBytes();
    } catch (IOException exception) {
      throw failed("cannot be read", exception);
    }
    if (usable < RESERVED_BYTES) {
      throw new StoreException(
          "The disk of the store folder %s is full: %d MiB are free, writing needs %d MiB."
              .formatted(folder.path(), usable >> 20, RESERVED_BYTES >> 20));
    }
  }

  @Override
  public void force() throws StoreException {
    try {
      requireSpace();
    } catch (StoreException full) {
      forceFiles(full);
      throw full;
    }
    write(List.of(), true);
  }

  /** Forces earlier writes without a write of its own, for which there is no room. */
  private void forceFiles(StoreException full) {
    try {
      JournalFiles.force(folder.path());
    } catch (IOException exception) {
      full.addSuppressed(exception);
    }
  }

  @Override
  public long sizeBytes() {
    return folder.sizeBytes();
  }

  @Override
  public void close() throws StoreException {
    closeJournal();
    try {
      folder.close();
    } catch (IOException exception) {
      throw failed("cannot be closed", exception);
    }
  }

  /** Closes the journal, which forces what was written. */
  private void closeJournal() {
    if (journal != null) {
      journal.close();
      journal = null;
    }
  }

  private StoreException failed(String what, IOException exception) {
    return new StoreException(
        "The store in %s %s: %s".formatted(folder.path(), what, exception.getMessage()), exception);
  }
}
