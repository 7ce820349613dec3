package io.feedhorn.durable;

import io.feedhorn.hostile.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A library below a process that keeps a copy of what the process has forced to the disk, which is
 * what a power cut would leave. Needs a C compiler and Linux.
 */
final class ForcedCopy {
  private static final String SOURCE = "/powercut/forced_copy.c";

  private final Path library;

  private ForcedCopy(Path library) {
    this.library = library;
  }

  /**
   * @throws IOException if there is no C compiler
   */
  static ForcedCopy compile(Path folder) throws IOException {
    Path source = folder.resolve("forced_copy.c");
    Path library = folder.resolve("forced_copy.so");
    try (InputStream code = Objects.requireNonNull(ForcedCopy.class.getResourceAsStream(SOURCE))) {
      Files.copy(code, source);
    }
    String said =
        ServerProcess.run(
            "cc",
            "-shared",
            "-fPIC",
            "-O1",
            "-o",
            library.toString(),
            source.toString(),
            "-ldl",
            "-lpthread");
    if (!Files.exists(library)) {
      throw new IOException("forced_copy.c cannot be compiled: " + said);
    }
    return new ForcedCopy(library);
  }

  /**
   * Returns the variables of a process that writes to a folder, and copies what is there already.
   */
  Map<String, String> environment(Path store, Path copy) throws IOException {
    Files.createDirectories(copy);
    if (Files.exists(store)) {
      try (Stream<Path> files = Files.walk(store)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = copy.resolve(store.relativize(file));
          Files.createDirectories(Objects.requireNonNull(target.getParent()));
          Files.copy(file, target);
        }
      }
    }
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FORCED_FROM", store.toString(),
        "FORCED_TO", copy.toString());
  }
}
