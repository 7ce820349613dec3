package io.feedhorn.model;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a reader in one or more feeds: {@code feed:epoch:offset}, joined by commas.
 * Immutable. Opaque to clients; the same string resumes on every transport.
 */
public final class Cursor {
  private static final java.util.regex.Pattern PART =
      java.util.regex.Pattern.compile("([A-Za-z0-9_-]{1,200}):([a-z0-9]{4,16}):([0-9]{1,18})");
  private static final Cursor EMPTY = new Cursor(new TreeMap<>(), false);
  private static final String EARLIEST_TEXT = "earliest";
  // A leading zero marks a partial position; the number is still the offset.
  private static final String PARTIAL = "0";

  /** The position before all of history, in every feed. */
  public static final Cursor EARLIEST = new Cursor(new TreeMap<>(), true);

  private final SortedMap<String, Position> positions;
  private final boolean earliest;

  private Cursor(SortedMap<String, Position> positions, boolean earliest) {
    this.positions = positions;
    this.earliest = earliest;
  }

  /** Returns a cursor without any feed. */
  public static Cursor empty() {
    return EMPTY;
  }

  /** Returns the cursor of one feed. */
  public static Cursor of(String feed, Position position) {
    return EMPTY.with(feed, position);
  }

  /**
   * Parses a cursor.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR} if it is malformed
   */
  public static Cursor parse(String text) {
    SortedMap<String, Position> positions = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR,
            "The cursor is malformed at '%s'; use a cursor unchanged as the server returned it."
                .formatted(ShortText.of(part, 80)));
      }
      String offset = matcher.group(3);
      boolean partial = offset.length() > 1 && offset.startsWith(PARTIAL);
      Position position = new Position(matcher.group(2), Long.parseLong(offset), partial);
      if (positions.put(matcher.group(1), position) != null) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR, "The cursor contains the feed '" + matcher.group(1) + "' twice.");
      }
    }
    return new Cursor(positions, false);
  }

  /**
   * Parses a parameter {@code since}: a cursor, or {@code earliest}.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR} if it is malformed
   */
  public static Cursor parseSince(String text) {
    return text.equals(EARLIEST_TEXT) ? EARLIEST : parse(text);
  }

  /** Returns true if this is the position before all of history. */
  public boolean isEarliest() {
    return earliest;
  }

  /** Returns the position in a feed, or null if this cursor does not contain the feed. */
  public @Nullable Position position(String feed) {
    return positions.get(feed);
  }

  /** Returns the positions by feed, ordered by the feeds' names. */
  public Map<String, Position> positions() {
    return java.util.Collections.unmodifiableSortedMap(positions);
  }

  /** Returns this cursor with another position in one feed. */
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
