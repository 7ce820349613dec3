package io.feedhorn.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The temporary directory of the JVM ({@code java.io.tmpdir}), into which Vert.x extracts the pages
 * of the jar, and Netty its native libraries.
 */
final class TempDirectory {
  private static final Path PATH = Path.of(System.getProperty("java.io.tmpdir"));

  /** The error line for a directory that is not writable. */
  static final String UNWRITABLE =
      "Feedhorn cannot start: the temporary directory "
          + PATH
          + " is not writable; make it writable (a tmpfs, an emptyDir), or set another one:"
          + " java -Djava.io.tmpdir=DIR, or JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR in the"
          + " environment";

  private TempDirectory() {}

  /** Returns true if a file can be created in the directory. */
  static boolean isWritable() {
    try {
      Files.delete(Files.createTempFile(PATH, "feedhorn", ".tmp"));
      return true;
    } catch (IOException | SecurityException unwritable) {
      return false;
    }
  }
}
