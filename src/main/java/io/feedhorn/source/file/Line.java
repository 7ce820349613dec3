package io.feedhorn.source.file;

import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.format.LineFault;
import org.jspecify.annotations.Nullable;

/**
 * One line of a file. Immutable.
 *
 * @param text the text without its line break
 * @param position the position of the line; null if it has none
 * @param next the position after the line; null if it has none
 * @param first true for the first line of a file
 * @param fault the reason why the text cannot be read; null if it can
 * @param message the message of the line; null if it is not parsed yet, or broken
 * @param reason the reason why the line is broken; null if it is not, or not parsed yet
 * @param repeated true for a line of a header that was read before, and is now read again for the
 *     sake of the lines below it
 */
record Line(
    String text,
    @Nullable String position,
    @Nullable String next,
    boolean first,
    @Nullable LineFault fault,
    @Nullable SourceMessage message,
    @Nullable String reason,
    boolean repeated) {
  /** A line that is not parsed. */
  Line(
      String text,
      @Nullable String position,
      @Nullable String next,
      boolean first,
      @Nullable LineFault fault) {
    this(text, position, next, first, fault, null, null, false);
  }

  /** Returns this line with its message. */
  Line with(SourceMessage parsed) {
    return new Line(text, position, next, first, fault, parsed, null, repeated);
  }

  /** Returns this line as a broken one. */
  Line broken(String why) {
    return new Line(text, position, next, first, fault, null, why, repeated);
  }

  /** Returns this line as one of a header that is read again. */
  Line again() {
    return new Line(text, null, null, first, fault, null, null, true);
  }

  /** Returns this line with other positions. */
  Line at(@Nullable String own, @Nullable String after) {
    SourceMessage moved =
        message == null
            ? null
            : new SourceMessage(message.raw(), message.value(), own, message.attributes());
    return new Line(text, own, after, first, fault, moved, reason, repeated);
  }
}
