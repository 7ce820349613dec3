package io.feedhorn.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of which a program owns the parts between its marks. */
final class GeneratedSections {
  private GeneratedSections() {}

  /** Puts text between the marks of a name; at the end of the page where they are not there. */
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
