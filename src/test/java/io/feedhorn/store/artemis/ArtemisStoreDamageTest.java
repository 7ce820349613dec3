package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;
import static io.feedhorn.store.StoredUpdates.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flips bytes in the files of a store of 100 updates, 10 in each write. */
class ArtemisStoreDamageTest {
  // Small, because each of the many openings examines every byte of the files.
  private static final int FILE_BYTES = 256 * 1024;
  private static final long END = 100;
  private static final long DAMAGED = 47;
  // The journal's header in front of a record's content: type, file, count, id, size, kind.
  private static final int RECORD_HEADER_BYTES = 19;

  private static final int CONTENT_HEADER_BYTES = RecordWriter.CHECKSUM_BYTES + Long.BYTES;

  private Path folder;
  private Path file;

  @BeforeEach
  void write(@TempDir Path temporary) throws IOException {
    folder = temporary;
    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      for (long end = 10; end <= END; end += 10) {
        store.write(batch("chat", end - 9, end), true);
      }
    }
    file = fileWith(content(DAMAGED));
  }

  /** Returns the fields of an update's record that are the same in each write. */
  private static byte[] content(long offset) {
    byte[] record = RecordWriter.update(0, update("chat", offset));
    return Arrays.copyOfRange(record, CONTENT_HEADER_BYTES, record.length);
  }

  private Path fileWith(byte[] content) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path candidate : files.toList()) {
        if (position(candidate, content) >= 0) {
          return candidate;
        }
      }
    }
    throw new AssertionError("no file has the record");
  }

  private static int position(Path file, byte[] content) throws IOException {
    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return bytes.indexOf(new String(content, StandardCharsets.ISO_8859_1));
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      int before = bytes.read();
      bytes.seek(position);
      bytes.write(before ^ 0x10);
    }
  }

  private LoadedStore loaded() throws StoreException {
    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      return LoadedStore.of(store);
    }
  }

  private static List<Long> allBut(long... missing) {
    return LongStream.rangeClosed(1, END)
        .filter(offset -> LongStream.of(missing).noneMatch(other -> other == offset))
        .boxed()
        .toList();
  }

  private static void requireRightContent(LoadedStore loaded) {
    assertThat(loaded.updates).allSatisfy(u -> assertThat(u).isEqualTo(update("chat", u.offset())));
    assertThat(loaded.feeds).hasSize(1);
    assertThat(loaded.feeds.get(0).endOffset()).isEqualTo(END);
  }

  @ParameterizedTest
  @ValueSource(ints = {-12, -11, -8, -1, 0, 7, 8, 31, 32, 40, 100})
  void aDamagedByteOfAContentIsReportedWithItsOffset(int distance) throws IOException {
    flip(file, position(file, content(DAMAGED)) + distance);
    LoadedStore loaded = loaded();
    requireRightContent(loaded);
    assertThat(loaded.offsets("chat")).isEqualTo(allBut(DAMAGED));
    assertThat(loaded.damaged).hasSize(1).first().asString().startsWith("chat " + DAMAGED + " ");
  }

  @Test
  void everyDamagedByteOfARecordHeaderLosesThisUpdateAlone() throws IOException {
    int start = position(file, content(DAMAGED)) - CONTENT_HEADER_BYTES - RECORD_HEADER_BYTES;
    byte[] original = Files.readAllBytes(file);
    for (int distance = 0; distance < RECORD_HEADER_BYTES; distance++) {
      flip(file, start + distance);
      LoadedStore loaded = loaded();
      requireRightContent(loaded);
      if (!loaded.offsets("chat").equals(allBut())) {
        assertThat(loaded.offsets("chat")).as("byte %d", distance).isEqualTo(allBut(DAMAGED));
        assertThat(loaded.damaged)
            .as("byte %d", distance)
            .anySatisfy(report -> assertThat(report).startsWith("chat " + DAMAGED + " "));
      }
      Files.write(file, original);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 7, 8, 14, 15})
  void aDamagedHeaderOfAFileIsRestored(int position) throws IOException {
    flip(file, position);
    LoadedStore loaded = loaded();
    requireRightContent(loaded);
    assertThat(loaded.offsets("chat")).isEqualTo(allBut());
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void noByteOfTheFileMakesTheStoreUnreadableOrServesSomethingWrong() throws IOException {
    byte[] original = Files.readAllBytes(file);
    int end = position(file, content(END)) + 300;
    for (int position = 0; position < end; position += 211) {
      flip(file, position);
      LoadedStore loaded = loaded();
      requireRightContent(loaded);
      List<Long> offsets = loaded.offsets("chat");
      // A damaged length of a record can hide the following record, too.
      assertThat(offsets).as("byte %d", position).hasSizeGreaterThanOrEqualTo(98).isSorted();
      if (offsets.size() < END) {
        assertThat(loaded.damaged).as("byte %d", position).isNotEmpty();
      }
      Files.write(file, original);
    }
  }

  @Test
  void goesOnAfterDamageAndReportsItOnce() throws IOException {
    flip(file, position(file, content(DAMAGED)) + 40L);
    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      assertThat(LoadedStore.of(store).damaged).hasSize(1);
      store.write(List.of(new StoreChange.RemoveUpdate("chat", 1)), true);
    }
    LoadedStore loaded = loaded();
    assertThat(loaded.offsets("chat")).isEqualTo(allBut(1, DAMAGED));
    assertThat(loaded.damaged).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-RECORD_HEADER_BYTES, 0, CONTENT_HEADER_BYTES - 1})
  void aStoreWithoutItsTwoMarkersKeepsAllThatIsNotDamaged(int distance) throws IOException {
    JournalLoader records = new JournalLoader();
    Journal.open(folder, FILE_BYTES, records).close();
    List<byte[]> markers = new ArrayList<>();
    for (JournalLoader.Other record : records.others.values()) {
      if (record.kind() == RecordKind.MARKER) {
        markers.add(record.content());
      }
    }
    assertThat(markers).hasSize(2);
    for (byte[] marker : markers) {
      flip(file, (long) position(file, marker) + distance);
    }
    LoadedStore loaded = loaded();
    requireRightContent(loaded);
    assertThat(loaded.offsets("chat")).isEqualTo(allBut());
    assertThat(loaded.damaged).contains(" 0 both markers of the last write are missing");

    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      store.write(List.of(new StoreChange.RemoveUpdate("chat", 1)), true);
    }
    loaded = loaded();
    assertThat(loaded.offsets("chat")).isEqualTo(allBut(1));
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void aFirstWriteWithoutItsMarkersLeavesNothing(@TempDir Path other) throws IOException {
    folder = other;
    ArtemisStore.open(folder, FILE_BYTES).close();
    try (Journal journal = Journal.open(folder, FILE_BYTES, new JournalLoader())) {
      PendingWrite write = new StoreIndex().apply(batch("chat", 1, 3));
      journal.add(write);
      journal.write(true);
    }
    LoadedStore loaded = loaded();
    assertThat(loaded.feeds).isEmpty();
    assertThat(loaded.updates).isEmpty();
    assertThat(loaded.damaged).isEmpty();
  }

  @Test
  void twoMissingUpdatesAreCounted() throws IOException {
    for (long offset : new long[] {DAMAGED, 60}) {
      flip(
          file,
          position(file, content(offset)) - CONTENT_HEADER_BYTES - (long) RECORD_HEADER_BYTES);
    }
    LoadedStore loaded = loaded();
    assertThat(loaded.offsets("chat")).isEqualTo(allBut(DAMAGED, 60));
    assertThat(loaded.damaged).containsExactly("chat 0 2 updates are missing");
  }
}
