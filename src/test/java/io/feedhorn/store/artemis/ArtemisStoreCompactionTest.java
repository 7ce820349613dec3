package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;
import static io.feedhorn.store.StoredUpdates.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compaction writes what is left of many files to a new one, and removes the old ones. */
class ArtemisStoreCompactionTest {
  private static final int FILE_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 16;
  private static final int NUMBER_INDEX = 8;
  private static final StoredReader READER = new StoredReader("ann", Buffer.buffer("state"));
  private static final StoredKey KEY =
      new StoredKey(Topic.parse("alerts.a"), "key", "k3f9", 1, 1, 1);

  @TempDir private Path folder;

  @Test
  void everyKindOfRecordIsThereAfterTheNextOpening() throws IOException {
    write(batch("alerts", 1, 3), List.of(READER, KEY));
    compact();
    requireEverything(load());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 7, 8, 15})
  void aDamagedHeaderOfACompactedFileIsRestored(int position) throws IOException {
    write(batch("alerts", 1, 3), List.of(READER, KEY));
    flip(compact(), position);
    requireEverything(load());
  }

  @Test
  void aHeaderWhoseDamagedNumberIsThatOfTheNameIsRestored() throws IOException {
    write(batch("alerts", 1, 3), List.of(READER, KEY));
    Path compacted = compact();
    Matcher name = JournalFiles.NAME.matcher(compacted.getFileName().toString());
    assertThat(name.matches()).isTrue();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(compacted));
    bytes.putLong(NUMBER_INDEX, Long.parseLong(name.group(1)));
    Files.write(compacted, bytes.array());
    requireEverything(load());
  }

  @Test
  void aDamagedNumberInTheFirstRecordDoesNotReplaceThatOfTheHeader() throws IOException {
    write(batch("alerts", 1, 3), List.of(READER, KEY));
    // The least significant byte of the file number behind the record's type.
    flip(compact(), HEADER_BYTES + Integer.BYTES);
    assertThat(load().offsets("alerts")).containsSubsequence(2L, 3L);
  }

  @Test
  void negativeIdsOfAnEarlierVersionAreReplacedBeforeTheyCanBeCompacted() throws IOException {
    ArtemisStore.open(folder, FILE_BYTES).close();
    FeedState feed = new FeedState(1, "alerts", "k3f9", 3);
    try (Journal journal = Journal.open(folder, FILE_BYTES, new JournalLoader())) {
      for (long offset = 1; offset <= 3; offset++) {
        feed.offsets().add(offset);
        add(
            journal,
            feed.updateId(offset),
            RecordKind.UPDATE,
            RecordWriter.update(1, update("alerts", offset)));
      }
      add(journal, -1, RecordKind.FEED, RecordWriter.feed(1, feed));
      add(journal, -2, RecordKind.READER, RecordWriter.reader(1, READER));
      add(journal, -3, RecordKind.KEY, RecordWriter.key(1, KEY));
      add(journal, -4, RecordKind.MARKER, RecordWriter.marker(1, new long[0]));
      journal.write(true);
    }
    requireEverything(load());
    compact();
    requireEverything(load());
  }

  private static void add(Journal journal, long id, byte kind, byte[] content) throws IOException {
    journal.add(id, new PendingWrite.Added(kind, content));
  }

  private static void requireEverything(LoadedStore loaded) {
    assertThat(loaded.damaged).isEmpty();
    assertThat(loaded.offsets("alerts")).containsExactly(1L, 2L, 3L);
    assertThat(loaded.readers).containsExactly(READER);
    assertThat(loaded.keys).containsExactly(KEY);
  }

  private LoadedStore load() throws StoreException {
    try (DurableStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      return LoadedStore.of(store);
    }
  }

  private void write(List<StoreChange> updates, List<StoreChange> others) throws StoreException {
    try (DurableStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      store.write(updates, true);
      store.write(others, true);
    }
  }

  private static void flip(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 0x10;
    Files.write(file, bytes);
  }

  /** Replaces updates of another feed until files are compacted, and returns the new file. */
  private Path compact() throws IOException {
    try (DurableStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      for (long end = 0; end < 1_000_000; end += 100) {
        List<StoreChange> changes = new ArrayList<>(batch("chat", end + 1, end + 100));
        for (long offset = end - 99; offset <= end; offset++) {
          changes.add(new StoreChange.RemoveUpdate("chat", offset));
        }
        store.write(changes, false);
        Path compacted = compacted();
        if (compacted != null) {
          return compacted;
        }
      }
    }
    throw new AssertionError("no file was compacted");
  }

  /** Returns the file whose header has another number than its name; null if there is none. */
  private @Nullable Path compacted() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = JournalFiles.NAME.matcher(file.getFileName().toString());
        long number = name.matches() ? number(file) : 0;
        if (number > 0 && number != Long.parseLong(name.group(1))) {
          return file;
        }
      }
    }
    return null;
  }

  /** Returns the number in a header; 0 if it is not written yet, or the file was removed. */
  private static long number(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] header = bytes.readNBytes(HEADER_BYTES);
      return header.length < HEADER_BYTES ? 0 : ByteBuffer.wrap(header).getLong(NUMBER_INDEX);
    } catch (NoSuchFileException removed) {
      return 0;
    }
  }
}
