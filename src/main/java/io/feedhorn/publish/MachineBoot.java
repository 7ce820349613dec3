package io.feedhorn.publish;

import io.feedhorn.store.FsyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * A boot of the machine. Until the next one nothing that was written is lost, even if it was not
 * forced to the disk. Immutable.
 *
 * @param id a positive number, another one after a restart of the machine
 * @param forced true if every change is forced, so that a power cut takes nothing
 */
public record MachineBoot(long id, boolean forced) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Returns the present boot; another one for each process if the system has no number for it. */
  public static MachineBoot current(FsyncMode fsync, RandomGenerator random) {
    return new MachineBoot(id(random), fsync == FsyncMode.ALWAYS);
  }

  private static long id(RandomGenerator random) {
    try {
      return 1L + (Files.readString(BOOT_ID).strip().hashCode() & 0xFFFF_FFFFL);
    } catch (IOException | RuntimeException unknown) {
      return random.nextLong(1, Long.MAX_VALUE);
    }
  }

  /** Returns the number to store while the server runs: 0 if a power cut takes nothing. */
  long marker() {
    return forced ? 0 : id;
  }

  /** Returns true if changes may be missing that were written after a number was stored. */
  boolean endedWithLoss(long storedMarker) {
    return storedMarker != 0 && storedMarker != id;
  }
}
