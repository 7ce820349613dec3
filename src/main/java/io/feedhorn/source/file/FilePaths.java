package io.feedhorn.source.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The files that paths with wildcards name. Blocks. */
final class FilePaths {
  /** All of them are open at the same time. */
  static final int MAX_FILES = 100;

  private FilePaths() {}

  /**
   * Returns the files, each once, those of a wildcard by their names.
   *
   * @throws IOException if a wildcard names no file, or all name too many
   */
  static List<Path> of(List<String> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String path : paths) {
      for (Path file : files(path)) {
        if (!files.contains(file)) {
          files.add(file);
        }
      }
    }
    if (files.size() > MAX_FILES) {
      throw new IOException(
          "paths name %d files, at most %d are possible".formatted(files.size(), MAX_FILES));
    }
    return files;
  }

  /** Returns the reason why files cannot be read, with the file. */
  static String reason(Throwable failure) {
    String why =
        failure instanceof AccessDeniedException
            ? ": the server may not read it"
            : failure instanceof NoSuchFileException missing && missing.getReason() == null
                ? ": the file does not exist"
                : "";
    return failure.getMessage() + why;
  }

  private static Set<Path> files(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
      return Set.of(Path.of(path).normalize());
    }
    Set<Path> files = new TreeSet<>();
    Path folder = Path.of(slash < 0 ? "." : path.substring(0, slash + 1));
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(path, null, "the directory does not exist");
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name)) {
      for (Path file : found) {
        if (Files.isRegularFile(file)) {
          files.add(file.normalize());
        }
      }
    }
    if (files.isEmpty()) {
      throw new NoSuchFileException(path, null, "no file has such a name");
    }
    return files;
  }
}
