package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoredUpdates;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process that writes, at random moments, and checks what the store then contains. */
class ArtemisStoreKillTest {
  private static final int ROUNDS = Integer.getInteger("feedhorn.test.kills", 3);
  private static final int MAX_WRITES = 300;

  private Path folder;

  @BeforeEach
  void use(@TempDir Path temporary) {
    folder = temporary;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everythingThatWasConfirmedIsThereInOrder(boolean forced)
      throws IOException, InterruptedException {
    Random random = new Random();
    for (int round = 0; round < ROUNDS; round++) {
      long confirmed = writeUntilKilled(forced, 1 + random.nextInt(MAX_WRITES), random.nextInt(3));
      try (ArtemisStore store = ArtemisStore.open(folder)) {
        check(LoadedStore.of(store), confirmed);
      }
    }
  }

  /** Returns the newest offset that the process confirmed before it died. */
  private long writeUntilKilled(boolean forced, int writes, int delayMillis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                folder.toString(),
                Boolean.toString(forced))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long confirmed = 0;
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      for (int i = 0; i < writes; i++) {
        confirmed = in.readLong();
      }
      // Not at the same point of a write each time.
      Thread.sleep(delayMillis);
      process.toHandle().destroyForcibly();
      while (true) {
        confirmed = in.readLong();
      }
    } catch (EOFException killed) {
      process.waitFor();
      return confirmed;
    }
  }

  private static void check(LoadedStore loaded, long confirmed) {
    assertThat(loaded.damaged).isEmpty();
    long end = loaded.feeds.get(0).endOffset();
    assertThat(end).isGreaterThanOrEqualTo(confirmed).isPositive();
    List<Long> expected =
        LongStream.rangeClosed(Math.max(1, end - WritingProcess.KEPT + 1), end).boxed().toList();
    assertThat(loaded.offsets("chat")).isEqualTo(expected);
    assertThat(loaded.updates)
        .allSatisfy(
            update -> assertThat(update).isEqualTo(StoredUpdates.update("chat", update.offset())));
    assertThat(loaded.readers).hasSize(1);
    assertThat(loaded.readers.get(0).state().toString()).isEqualTo("{\"o\":" + end + "}");
  }
}
