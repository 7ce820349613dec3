package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredUpdates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A program whose writes to files fail from a position on, which it moves through a write of the
 * store byte by byte. It sets a limit for the size of its files ({@code prlimit}), so that the
 * operating system refuses what is beyond it. After each error it checks the store, also after
 * opening it again. Prints the numbers of writes that were stored and refused.
 */
final class FailingDiskProcess {
  private static final String FEED = "chat";
  // Small, because each of the many openings examines every byte of the files.
  private static final int FILE_BYTES = 256 * 1024;
  private static final int ATTEMPTS = 3;
  private static final int UPDATES = 3;
  private static final int KEPT = 20;

  private final Path folder;
  private ArtemisStore store;
  private long end;
  private int stored;
  private int refused;

  private FailingDiskProcess(Path folder) throws IOException {
    this.folder = folder;
    this.store = ArtemisStore.open(folder, FILE_BYTES);
  }

  public static void main(String[] arguments) throws Exception {
    int step = Integer.parseInt(arguments[1]);
    FailingDiskProcess process = new FailingDiskProcess(Path.of(arguments[0]));
    process.store.load(new LoadedStore());
    process.write(KEPT);
    for (int distance = 0; distance < process.bytesOfWrite() + step; distance += step) {
      process.failAt(distance);
    }
    process.store.close();
    System.out.println(process.stored + " " + process.refused);
  }

  private void failAt(int distance) throws Exception {
    limit(Long.toString(position() + distance));
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        write(UPDATES);
        stored++;
      } catch (StoreException failure) {
        refused++;
      }
    }
    limit("unlimited");
    write(1);
    check(LoadedStore.of(store), distance);
    store.close();
    store = ArtemisStore.open(folder, FILE_BYTES);
    check(LoadedStore.of(store), distance);
  }

  /** Adds updates, and removes the oldest ones. */
  private void write(int updates) throws StoreException {
    List<StoreChange> changes = new ArrayList<>(batch(FEED, end + 1, end + updates));
    for (long offset = end + 1; offset <= end + updates; offset++) {
      if (offset > KEPT) {
        changes.add(new StoreChange.RemoveUpdate(FEED, offset - KEPT));
      }
    }
    store.write(changes, true);
    end += updates;
  }

  private void check(LoadedStore loaded, int distance) {
    List<Long> expected = LongStream.rangeClosed(end - KEPT + 1, end).boxed().toList();
    boolean isComplete =
        loaded.damaged.isEmpty()
            && loaded.offsets(FEED).equals(expected)
            && loaded.feeds.get(0).endOffset() == end
            && loaded.updates.stream()
                .allMatch(update -> update.equals(StoredUpdates.update(FEED, update.offset())));
    if (!isComplete) {
      throw new AssertionError(
          "errors from byte %d of a write on: expected %s to %d, but there are %s to %d, %s"
              .formatted(
                  distance,
                  expected,
                  end,
                  loaded.offsets(FEED),
                  loaded.feeds.get(0).endOffset(),
                  loaded.damaged));
    }
  }

  private long bytesOfWrite() throws IOException {
    long before = position();
    write(UPDATES);
    return position() - before;
  }

  /** Returns the end of what is written in the file to which the journal appends. */
  private long position() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    long position = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      int last = bytes.length;
      while (last > 0 && bytes[last - 1] == 0) {
        last--;
      }
      if (last > 16) { // Its header alone has this size.
        position = last;
      }
    }
    return position;
  }

  private static void limit(String bytes) throws Exception {
    long self = ProcessHandle.current().pid();
    int code =
        new ProcessBuilder("prlimit", "--pid", Long.toString(self), "--fsize=" + bytes + ":")
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("prlimit ends with " + code);
    }
  }
}
