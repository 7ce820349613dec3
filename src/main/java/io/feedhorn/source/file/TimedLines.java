package io.feedhorn.source.file;

import io.feedhorn.source.Mapping;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one of several files, as messages with their times. Used on one worker thread at a
 * time.
 */
final class TimedLines {
  private static final int BATCH_LINES = 100;

  private final FileLines lines;
  private final LineParser parser;
  private final Mapping mapping;
  private final Map<String, @Nullable Object> variables;
  private final ArrayDeque<Timed> read = new ArrayDeque<>();
  private long lastTime = Long.MIN_VALUE;

  private record Timed(Line line, long time) {}

  /**
   * @param suffix the end of the file's identity in positions
   * @param mapping has the expression for the time; belongs to the files
   * @param variables variables of all files
   */
  TimedLines(
      Path path,
      @Nullable Format format,
      @Nullable FilePosition position,
      String suffix,
      Mapping mapping,
      Map<String, @Nullable Object> variables) {
    Format own = format == null ? Format.ofFile(path.toString()) : format;
    this.lines = new FileLines(new FileOptions(path, own, false, false, 0), position, suffix);
    this.parser = new LineParser(own);
    this.mapping = mapping;
    this.variables = new HashMap<>(variables);
    this.variables.put("path", path.toString());
  }

  /**
   * Returns true if there is a next line, and reads on if necessary.
   *
   * @throws IOException if reading fails; a later call tries again
   */
  boolean hasNext() throws IOException {
    while (read.isEmpty() && !lines.hasEnded()) {
      for (Line line : lines.next(BATCH_LINES)) {
        Line parsed = parse(line);
        if (parsed != null) {
          read.add(new Timed(parsed, time(parsed.message())));
        }
      }
      String unfinished = lines.hasEnded() ? parser.takeUnfinished() : null;
      if (unfinished != null) {
        Line rest = new Line(unfinished, null, null, false, null);
        read.add(new Timed(rest.broken(LineParser.UNFINISHED), lastTime));
      }
    }
    return !read.isEmpty();
  }

  /** Returns the time of the next line, which exists. A broken line has that of the one before. */
  long nextTime() {
    return Objects.requireNonNull(read.peek()).time;
  }

  /** Returns the next line, which exists. */
  Line next() {
    return read.remove().line;
  }

  void close() throws IOException {
    lines.close();
  }

  private @Nullable Line parse(Line line) {
    if (line.first()) {
      parser.restart();
    }
    try {
      SourceMessage message = parser.parse(line.text(), line.position(), line.fault());
      return message == null ? null : line.with(message.with(variables));
    } catch (MappingException broken) {
      return line.repeated() ? null : line.broken(broken.reason());
    }
  }

  private long time(@Nullable SourceMessage message) {
    try {
      Long time = message == null ? null : mapping.time(message);
      if (time != null) {
        lastTime = time;
      }
    } catch (MappingException broken) {
      // The intake reports it.
    }
    return lastTime;
  }
}
