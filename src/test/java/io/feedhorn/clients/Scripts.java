package io.feedhorn.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts of {@code src/test/clients/scripts}, which import installed libraries. */
public final class Scripts {
  private static final Path FOLDER = Path.of("src", "test", "clients", "scripts");

  private Scripts() {}

  public static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
