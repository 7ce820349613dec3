package io.feedhorn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that a folder can be used for a store. Changes nothing. */
public final class StoreFolderCheck {
  /** The file that every store has. */
  public static final String STORE_FILE = "feedhorn-store";

  /** Names that new file systems and mounted volumes contain. */
  private static final Set<String> IGNORED = Set.of("lost+found");

  private StoreFolderCheck() {}

  /** Returns what is wrong with a folder and what is allowed, or null if it can be used. */
  public static @Nullable String error(Path folder) {
    Path existing = folder.toAbsolutePath().normalize();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    boolean missing = !existing.equals(folder.toAbsolutePath().normalize());
    if (!Files.isDirectory(existing)) {
      return missing
          ? "cannot be created, because %s is a file: must be a folder".formatted(existing)
          : "is a file: must be a folder, which is created if it is missing";
    }
    if (!Files.isWritable(existing)) {
      return missing
          ? "cannot be created, because %s is not writable: must be a writable folder"
              .formatted(existing)
          : "must be a writable folder";
    }
    return missing ? null : contentError(existing);
  }

  private static @Nullable String contentError(Path folder) {
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      return "must be a readable and writable folder";
    }
    if (names.contains(STORE_FILE)) {
      return null;
    }
    return names.stream()
        .filter(name -> !IGNORED.contains(name))
        .findFirst()
        .map(
            "has other files, such as '%s': must be an empty folder, a missing one, or that of a store"
                ::formatted)
        .orElse(null);
  }
}
