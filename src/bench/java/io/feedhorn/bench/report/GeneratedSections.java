package io.feedhorn.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces the generated sections of a page, which are between comments with their name. */
final class GeneratedSections {
  private GeneratedSections() {}

  /** Replaces a section. If the page does not contain it, it is added at the end. */
  static void replace(Path page, String name, String text) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->\n";
    String before = Files.exists(page) ? Files.readString(page) : "";
    if (!before.contains(begin) || !before.contains(end)) {
      before = before + "\n" + begin + end;
    }
    int from = before.indexOf(begin) + begin.length();
    int to = before.indexOf(end, from);
    Files.writeString(
        page, before.substring(0, from) + text.stripTrailing() + "\n" + before.substring(to));
  }
}
