package io.feedhorn.reader;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import java.util.List;

/**
 * The content of an acknowledgement: {@code {"cursor":CURSOR,"read":[CURSOR…]}}, at least one of
 * both. Immutable.
 *
 * @param cursor up to where everything is acknowledged; empty to leave the reader's cursor
 * @param single the positions of updates that are acknowledged one by one
 */
public record Acknowledgement(Cursor cursor, List<Cursor> single) {
  private static final String CURSOR = "cursor";
  private static final String READ = "read";

  /**
   * Each position is looked for in the topics of its reader, on the writer's event loop. As many as
   * the three feeds of notifications can have together.
   */
  private static final int MAX_READ = 1_500;

  /**
   * Parses the object of a client.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} or {@link ErrorCode#BAD_CURSOR}, with the
   *     violated rule
   */
  public static Acknowledgement parse(JsonMessage body) {
    if (!body.has(READ) && !body.has(CURSOR)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "'cursor', a string, or 'read', a list of strings, is missing.");
    }
    if (!body.has(READ)) {
      return new Acknowledgement(Cursor.parseSince(body.string(CURSOR)), List.of());
    }
    Cursor cursor = body.has(CURSOR) ? Cursor.parseSince(body.string(CURSOR)) : Cursor.empty();
    List<String> read = body.strings(READ);
    if (read.size() > MAX_READ) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'read' has %d positions; at most %d are allowed.".formatted(read.size(), MAX_READ));
    }
    return new Acknowledgement(cursor, read.stream().map(Acknowledgement::position).toList());
  }

  private static Cursor position(String text) {
    Cursor cursor = Cursor.parse(text);
    if (cursor.positions().size() != 1
        || cursor.positions().values().stream().anyMatch(Position::partial)) {
      throw new FeedException(
          ErrorCode.BAD_CURSOR,
          "'%s' in 'read' is not the position of one update, like notify:k3f9:1234."
              .formatted(text));
    }
    return cursor;
  }
}
