package io.feedhorn.source.file;

import io.feedhorn.source.MappingException;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of lines, reports the broken ones, and stores the position after each line that is
 * done. Owned by the source's event loop.
 */
final class LineMessages {
  private final SourceIntake intake;
  private final LineParser parser;
  private final Map<String, @Nullable Object> variables;
  private final @Nullable PositionTracker position;

  /** The lines of a record that goes on in the next line. */
  private final List<Line> unfinished = new ArrayList<>();

  /** The messages on their way to the feeds, the oldest first; null if they have positions. */
  private final @Nullable ArrayDeque<Accepted> accepted;

  private record Accepted(List<Line> lines, Future<Void> published) {}

  /**
   * @param format the format of the lines; null if they are parsed already
   * @param variables the variables of expressions
   * @param position null if positions are not stored
   * @param shared true if lines that are not published are given back
   */
  LineMessages(
      SourceIntake intake,
      @Nullable Format format,
      Map<String, @Nullable Object> variables,
      @Nullable PositionTracker position,
      boolean shared) {
    this.intake = intake;
    this.parser = new LineParser(format == null ? Format.NDJSON : format);
    this.variables = variables;
    this.position = position;
    this.accepted = shared ? new ArrayDeque<>() : null;
  }

  /**
   * Returns the message of a line; null if it has none, because it is the header, goes on in the
   * next line, or is broken and now reported.
   */
  @Nullable SourceMessage parse(Line line) {
    SourceMessage message = line.message() == null ? parseText(line) : line.message();
    if (message == null && parser.isUnfinished()) {
      unfinished.add(line);
    } else if (message == null) {
      unfinished.clear();
    }
    return message;
  }

  private @Nullable SourceMessage parseText(Line line) {
    if (line.reason() != null) {
      reject(line, line.reason());
      return null;
    }
    if (line.first()) {
      rejectUnfinished();
      parser.restart();
    }
    try {
      SourceMessage parsed = parser.parse(line.text(), line.position(), line.fault());
      return parsed == null ? null : parsed.with(variables);
    } catch (MappingException broken) {
      if (!line.repeated()) { // The first source that read it has reported it.
        reject(line, broken.reason());
      }
      return null;
    }
  }

  /** Publishes the message of a line. */
  void accept(Line line, SourceMessage message) {
    if (accepted == null) {
      unfinished.clear();
      savePosition(line, intake.accept(message));
      return;
    }
    List<Line> lines = new ArrayList<>(unfinished);
    lines.add(line);
    unfinished.clear();
    while (!accepted.isEmpty() && accepted.element().published.isComplete()) {
      accepted.remove();
    }
    accepted.add(new Accepted(lines, intake.acceptByItself(message)));
  }

  private void reject(Line line, String reason) {
    intake.reject(line.text(), reason, line.position());
    savePosition(line, intake.published());
  }

  private void savePosition(Line line, Future<Void> published) {
    String next = line.next();
    if (position != null && next != null) {
      published.onSuccess(done -> position.save(next));
    }
  }

  /** Reports a record that has not ended at the end of the lines. */
  void rejectUnfinished() {
    unfinished.clear();
    String start = parser.takeUnfinished();
    if (start != null) {
      intake.reject(start, LineParser.UNFINISHED, null);
    }
  }

  /**
   * Returns the lines that are not published or reported: those of messages on their way to the
   * feeds, and those of a record whose last line is not accepted.
   */
  List<Line> unpublished() {
    List<Line> lines = new ArrayList<>();
    for (Accepted message : accepted == null ? List.<Accepted>of() : accepted) {
      if (!message.published.isComplete()) {
        lines.addAll(message.lines);
      }
    }
    lines.addAll(unfinished);
    return lines;
  }
}
