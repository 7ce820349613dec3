package io.feedhorn.clients;

import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** An installation of packages at the versions that files of {@code src/test/clients} pin. */
final class Installation {
  private static final Path MANIFESTS = Path.of("src", "test", "clients");
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private final Path manifests;
  private final Path folder;

  /**
   * @param language the name of a directory in {@code src/test/clients}
   */
  Installation(String language) {
    this.manifests = MANIFESTS.resolve(language);
    this.folder = Toolchain.ROOT.resolve(language);
  }

  Path folder() {
    return folder;
  }

  /**
   * Runs commands in the directory, unless they have already run there with the same manifests.
   * Waits while another process runs them.
   */
  @SafeVarargs
  final void install(List<String>... commands) throws IOException {
    Files.createDirectories(folder);
    Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
    try (FileChannel file =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.lock();
      Path done = folder.resolve("installed.txt");
      String wanted = manifest();
      if (Files.exists(done) && Files.readString(done).equals(wanted)) {
        return;
      }
      copyManifests();
      for (List<String> command : commands) {
        Command.Result result = Command.run(folder, TIMEOUT, command);
        if (result.code() != 0) {
          throw new IOException(String.join(" ", command) + " failed:\n" + result.output());
        }
      }
      Files.writeString(done, wanted);
    }
  }

  private void copyManifests() throws IOException {
    try (Stream<Path> files = Files.list(manifests)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private String manifest() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(manifests)) {
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
