package io.feedhorn.source.file;

import io.feedhorn.source.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of several files in the order of their times; of equal times, in the order of the
 * files. A file that ends before the others leaves them; a loop starts again when all have ended.
 * The position after a line has those of all files. Used on one worker thread at a time.
 */
final class MergedLines implements LineSource {
  private static final String SEPARATOR = ",";

  private final MergedFilesOptions options;
  private final Mapping mapping;
  private final Map<String, @Nullable Object> variables;
  private final Map<String, FilePosition> positions = new LinkedHashMap<>();
  private final List<TimedLines> files = new ArrayList<>();
  private boolean ended;

  /**
   * @param mapping has the expression for the time; used by no one else
   * @param position the position after the last published line; null for the start
   */
  MergedLines(
      MergedFilesOptions options,
      Mapping mapping,
      Map<String, @Nullable Object> variables,
      @Nullable String position) {
    this.options = options;
    this.mapping = mapping;
    this.variables = variables;
    for (String text : position == null ? new String[0] : position.split(SEPARATOR, -1)) {
      FilePosition parsed = FilePosition.parse(text);
      if (parsed != null) {
        positions.put(parsed.file(), parsed);
      }
    }
  }

  @Override
  public List<Line> next(int max) throws IOException {
    List<Line> lines = new ArrayList<>();
    try {
      if (files.isEmpty()) {
        open();
      }
      while (lines.size() < max) {
        TimedLines earliest = earliest();
        if (earliest == null) {
          close();
          ended = !options.loop();
          break;
        }
        lines.add(positioned(earliest.next()));
      }
    } catch (IOException failure) {
      if (lines.isEmpty()) {
        throw failure;
      }
      // The next call fails, after these lines.
    }
    return lines;
  }

  private void open() throws IOException {
    Set<String> identities = new HashSet<>();
    List<TimedLines> opened = new ArrayList<>();
    for (Path path : FilePaths.of(options.paths())) {
      String identity = FileLines.identity(path);
      String suffix = suffix(identity, identities);
      identities.add(identity + suffix);
      FilePosition from = options.loop() ? null : positions.get(identity + suffix);
      opened.add(new TimedLines(path, options.format(), from, suffix, mapping, variables));
    }
    files.addAll(opened);
    positions.keySet().retainAll(identities);
  }

  /** Returns what makes an identity unique: files of two devices may have the same one. */
  private static String suffix(String identity, Set<String> others) {
    String suffix = "";
    for (int i = 2; others.contains(identity + suffix); i++) {
      suffix = "-" + i;
    }
    return suffix;
  }

  private @Nullable TimedLines earliest() throws IOException {
    TimedLines earliest = null;
    for (TimedLines file : files) {
      if (file.hasNext() && (earliest == null || file.nextTime() < earliest.nextTime())) {
        earliest = file;
      }
    }
    return earliest;
  }

  /** Returns a line with the position of all files after it. */
  private Line positioned(Line line) {
    FilePosition next = FilePosition.parse(line.next());
    if (options.loop() || next == null) {
      return line.at(null, null);
    }
    positions.put(next.file(), next);
    StringBuilder all = new StringBuilder();
    for (FilePosition position : positions.values()) {
      all.append(all.isEmpty() ? "" : SEPARATOR).append(position.text());
    }
    return line.at(line.position(), all.toString());
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    for (TimedLines file : files) {
      file.close();
    }
    files.clear();
  }
}
