package io.feedhorn.demo.lab;

import io.feedhorn.json.FieldNames;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A validated request of a page for load and network conditions. Immutable.
 *
 * @param run the ID of the run to change; null for a new one
 * @param rate updates per second of all topics together; 0 for none
 * @param topics the number of topics, which take turns
 * @param bytes the size of each update's {@code data}
 */
record LabRequest(
    @Nullable String run, double rate, int topics, int bytes, NetworkConditions conditions) {
  private static final double MAX_RATE = 1_000;
  private static final int MAX_TOPICS = 25;
  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 4_096;
  private static final int DEFAULT_TOPICS = 10;
  private static final int DEFAULT_BYTES = 100;
  private static final List<String> NAMES = List.of("run", "rate", "topics", "size", "handicap");

  /**
   * Parses a request.
   *
   * @throws FeedException if a field is unknown, or a value is out of range: the laboratory shares
   *     the machine with all feeds
   */
  static LabRequest parse(JsonObject body) {
    FieldNames.requireKnown(body.fieldNames(), "", NAMES);
    Object run = body.getValue("run");
    if (run != null && !(run instanceof String)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "'run' must be a string: the 'run' of an earlier response.");
    }
    Object conditions = body.getValue("handicap", new JsonObject());
    if (!(conditions instanceof JsonObject object)) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'handicap' must be an object.");
    }
    return new LabRequest(
        (String) run,
        NumberFields.decimal(body, "rate", 0, MAX_RATE, 0),
        NumberFields.integer(body, "topics", 1, MAX_TOPICS, DEFAULT_TOPICS),
        NumberFields.integer(body, "size", MIN_BYTES, MAX_BYTES, DEFAULT_BYTES),
        NetworkConditions.parse(object));
  }

  /** Returns the largest values, for the page. */
  static JsonObject bounds() {
    return new JsonObject().put("rate", MAX_RATE).put("topics", MAX_TOPICS).put("size", MAX_BYTES);
  }
}
