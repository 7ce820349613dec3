package io.feedhorn.durable;

import io.feedhorn.hostile.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory that a test fills. Closing it unmounts it. */
public final class SmallDisk implements AutoCloseable {
  private static final String FULL = "No space left";

  private final Path folder;
  private final boolean mounted;

  /**
   * Mounts a file system on a folder, which is created. Nothing is mounted if the user must not.
   *
   * @param mebibytes its size
   */
  public SmallDisk(Path folder, int mebibytes) throws IOException {
    this.folder = Files.createDirectories(folder);
    String size = "size=" + mebibytes + "m";
    this.mounted =
        ServerProcess.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()).isEmpty();
  }

  public boolean isMounted() {
    return mounted;
  }

  /** Writes a file until there is no room. */
  public void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains(FULL)) {
        throw full;
      }
    }
  }

  /** Makes room again. */
  public void empty() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void close() {
    if (mounted) {
      ServerProcess.run("umount", folder.toString());
    }
  }
}
