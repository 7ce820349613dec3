package io.feedhorn.store.artemis;

import static io.feedhorn.store.StoredUpdates.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills a small file system of its own; needs the permission to mount one. */
class ArtemisStoreFullDiskTest {
  private static final int DISK_MIB = 96;

  private Path folder;
  private boolean mounted;

  @BeforeEach
  void mount(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", folder.toString());
    assumeTrue(mounted, "A tmpfs cannot be mounted: this test needs root.");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      run("umount", folder.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException commandIsMissing) {
      return false;
    }
  }

  private Path fill(int mib) throws IOException {
    Path file = folder.resolve("other");
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < mib; i++) {
        bytes.write(new byte[1 << 20]);
      }
    }
    return file;
  }

  private static List<Long> upTo(long end) {
    return LongStream.rangeClosed(1, end).boxed().toList();
  }

  @Test
  void refusesWritesWhileTheDiskIsFullAndRecoversAtOnce() throws IOException {
    long end = 0;
    try (ArtemisStore store = ArtemisStore.open(folder.resolve("store"))) {
      store.write(batch("chat", 1, 10), true);
      end = 10;
      Path other = fill(DISK_MIB - 50);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.write(batch("chat", 11, 20), true))
            .isInstanceOf(StoreException.class)
            .hasMessageMatching(
                "The disk of the store folder .*/store is full: \\d+ MiB are free,"
                    + " writing needs 40 MiB\\.");
      }
      Files.delete(other);
      store.write(batch("chat", 11, 20), true);
      end = 20;
      assertThat(LoadedStore.of(store).offsets("chat")).isEqualTo(upTo(end));
    }
  }

  @Test
  void writesUntilTheStoreItselfHasFilledTheDisk() throws IOException {
    Path path = folder.resolve("store");
    Path other = fill(20);
    long end = 0;
    try (ArtemisStore store = ArtemisStore.open(path)) {
      StoreException refused = null;
      while (refused == null) {
        try {
          store.write(batch("chat", end + 1, end + 200), false);
          end += 200;
        } catch (StoreException exception) {
          refused = exception;
        }
        assertThat(end).isLessThan(1_000_000);
      }
      Files.delete(other);
      store.write(batch("chat", end + 1, end + 1), true);
    }
    try (ArtemisStore store = ArtemisStore.open(path)) {
      LoadedStore loaded = LoadedStore.of(store);
      assertThat(loaded.offsets("chat")).isEqualTo(upTo(end + 1));
      assertThat(loaded.damaged).isEmpty();
    }
  }
}
