package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first write after an opening is cut off at many of its bytes, as by a power cut. */
class ArtemisStoreCutTest {
  // Small, because each of the many openings examines every byte of the files.
  private static final int FILE_BYTES = 64 * 1024;
  private static final int STEP_BYTES = 5;

  @TempDir private Path folder;

  @Test
  void aWriteThatIsCutOffCountsOrNotAndTheOneBeforeIsThere() throws IOException {
    write(batch("chat", 1, 2));
    write(batch("chat", 3, 4));
    Map<Path, byte[]> before = files();
    List<StoreChange> second = new ArrayList<>(batch("chat", 5, 5));
    second.add(new StoreChange.RemoveUpdate("chat", 1));
    write(second);
    Path changed = changed(before);
    byte[] old = Objects.requireNonNull(before.get(changed));
    byte[] whole = Files.readAllBytes(changed);

    List<Long> counted = new ArrayList<>();
    int last = lastDifference(old, whole);
    for (int cut = Arrays.mismatch(old, whole); cut <= last; cut += STEP_BYTES) {
      restore(before);
      Files.write(changed, cut(old, whole, cut));
      LoadedStore loaded = load();
      assertThat(loaded.damaged).as("cut at %d", cut).isEmpty();
      long end = loaded.feeds.get(0).endOffset();
      assertThat(loaded.offsets("chat"))
          .as("cut at %d", cut)
          .isEqualTo(LongStream.rangeClosed(end - 3, end).boxed().toList());
      counted.add(end);
    }
    assertThat(counted).isSorted().contains(4L, 5L);
  }

  private static int lastDifference(byte[] old, byte[] whole) {
    int last = whole.length - 1;
    while (old[last] == whole[last]) {
      last--;
    }
    return last;
  }

  private static byte[] cut(byte[] old, byte[] whole, int cut) {
    byte[] bytes = old.clone();
    System.arraycopy(whole, 0, bytes, 0, cut);
    return bytes;
  }

  private void write(List<StoreChange> changes) throws StoreException {
    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      store.load(new LoadedStore());
      store.write(changes, true);
    }
  }

  private LoadedStore load() throws StoreException {
    try (ArtemisStore store = ArtemisStore.open(folder, FILE_BYTES)) {
      return LoadedStore.of(store);
    }
  }

  /** Returns the files of the journal with their content. */
  private Map<Path, byte[]> files() throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        if (JournalFiles.NAME.matcher(file.getFileName().toString()).matches()) {
          files.put(file, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /** Makes the journal that of before: an opening may have created files. */
  private void restore(Map<Path, byte[]> before) throws IOException {
    for (Path file : files().keySet()) {
      if (!before.containsKey(file)) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  /** Returns the one file that has changed, apart from new ones without records. */
  private Path changed(Map<Path, byte[]> before) throws IOException {
    List<Path> changed = new ArrayList<>();
    files()
        .forEach(
            (file, bytes) -> {
              byte[] old = before.get(file);
              if (old != null && !Arrays.equals(bytes, old)) {
                changed.add(file);
              }
            });
    assertThat(changed).hasSize(1);
    return changed.get(0);
  }
}
