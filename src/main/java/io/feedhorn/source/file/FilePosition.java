package io.feedhorn.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in a file, in text {@code FILE:NUMBER:OFFSET}. Immutable.
 *
 * @param file the identity of the file, which a file that replaces it does not have
 * @param number grows with each file that replaces another one, and when a file is seen shorter
 *     than before: a new file may have the identity of one that is deleted
 */
record FilePosition(String file, int number, long offset) {
  private static final Pattern TEXT = Pattern.compile("([^:]+):(\\d{1,9}):(\\d{1,18})");

  /** Returns the position of a text; null if the text is not a position. */
  static @Nullable FilePosition parse(@Nullable String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new FilePosition(
            matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)))
        : null;
  }

  /** Returns the identity of the file that a path names now. */
  static String identity(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    // Without the device, whose number is another one on each machine that mounts the storage.
    String text =
        key == null
            ? attributes.creationTime().toString()
            : key.toString().replaceFirst("dev=[^,]*,", "");
    return text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  FilePosition at(long newOffset) {
    return new FilePosition(file, number, newOffset);
  }

  /** Returns the start of a file that replaces this one, or of this one if it is shorter. */
  FilePosition replacedBy(String next) {
    return new FilePosition(next, number + 1, 0);
  }

  String text() {
    return file + ":" + number + ":" + offset;
  }
}
