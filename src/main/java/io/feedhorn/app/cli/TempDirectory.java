package io.feedhorn.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's temporary folder ({@code java.io.tmpdir}): Vert.x unpacks the pages of the jar there,
 * Netty its native libraries.
 */
final class TempDirectory {
  private static final Path PATH = Path.of(System.getProperty("java.io.tmpdir"));

  /** The error line for a folder that cannot be written to. */
  static final String UNWRITABLE =
      "Feedhorn cannot start: the temporary folder "
          + PATH
          + " cannot be written to; make it writable (a tmpfs, an emptyDir), or name another one:"
          + " java -Djava.io.tmpdir=DIR, or JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR in the"
          + " environment";

  private TempDirectory() {}

  /** Returns true if a file can be created in it. */
  static boolean isWritable() {
    try {
      Files.delete(Files.createTempFile(PATH, "feedhorn", ".tmp"));
      return true;
    } catch (IOException | SecurityException unwritable) {
      return false;
    }
  }
}
