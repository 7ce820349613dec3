package io.feedhorn.model;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A position in one or several feeds, {@code feed:epoch:offset} joined by commas. Opaque to
 * clients; the same string resumes on every transport.
 */
public final class Cursor {
  private static final java.util.regex.Pattern PART =
      java.util.regex.Pattern.compile("([A-Za-z0-9_-]{1,200}):([a-z0-9]{4,16}):([0-9]{1,18})");
  private static final Cursor EMPTY = new Cursor(new TreeMap<>(), false);
  private static final String EARLIEST_TEXT = "earliest";
  // Before the offset of a position that is partial: who reads it as a number reads the offset.
  private static final String PARTIAL = "0";

  /** All that history holds of every feed. */
  public static final Cursor EARLIEST = new Cursor(new TreeMap<>(), true);

  private final SortedMap<String, Position> positions;
  private final boolean earliest;

  private Cursor(SortedMap<String, Position> positions, boolean earliest) {
    this.positions = positions;
    this.earliest = earliest;
  }

  /** A cursor that says nothing of any feed. */
  public static Cursor empty() {
    return EMPTY;
  }

  /** A cursor of one feed. */
  public static Cursor of(String feed, Position position) {
    return EMPTY.with(feed, position);
  }

  /**
   * Reads a cursor.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR} where it cannot be read
   */
  public static Cursor parse(String text) {
    SortedMap<String, Position> positions = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR,
            "The cursor cannot be read at '%s'; pass on a cursor as the server gave it."
                .formatted(part.length() > 80 ? part.substring(0, 80) + "…" : part));
      }
      String offset = matcher.group(3);
      boolean partial = offset.length() > 1 && offset.startsWith(PARTIAL);
      Position position = new Position(matcher.group(2), Long.parseLong(offset), partial);
      if (positions.put(matcher.group(1), position) != null) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR, "The cursor names the feed '" + matcher.group(1) + "' twice.");
      }
    }
    return new Cursor(positions, false);
  }

  /**
   * Reads where a reader begins: a cursor, or {@code earliest}.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR} where it cannot be read
   */
  public static Cursor parseSince(String text) {
    return text.equals(EARLIEST_TEXT) ? EARLIEST : parse(text);
  }

  /** Returns true if it stands before everything that history holds. */
  public boolean isEarliest() {
    return earliest;
  }

  /** The position in a feed, or null where this cursor says nothing of it. */
  public @Nullable Position position(String feed) {
    return positions.get(feed);
  }

  /** Every feed of this cursor with its position, in the order of their names. */
  public Map<String, Position> positions() {
    return java.util.Collections.unmodifiableSortedMap(positions);
  }

  /** This cursor with another position in one feed. */
  public Cursor with(String feed, Position position) {
    SortedMap<String, Position> changed = new TreeMap<>(positions);
    changed.put(feed, position);
    return new Cursor(changed, false);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cursor cursor
        && cursor.earliest == earliest
        && cursor.positions.equals(positions);
  }

  @Override
  public int hashCode() {
    return positions.hashCode();
  }

  @Override
  public String toString() {
    if (earliest) {
      return EARLIEST_TEXT;
    }
    StringBuilder text = new StringBuilder();
    positions.forEach(
        (feed, position) ->
            text.append(text.isEmpty() ? "" : ",")
                .append(feed)
                .append(':')
                .append(position.epoch())
                .append(position.partial() ? ":" + PARTIAL : ":")
                .append(position.offset()));
    return text.toString();
  }
}
