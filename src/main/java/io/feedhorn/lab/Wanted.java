package io.feedhorn.lab;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.json.JsonObject;

/**
 * What a page asks of the laboratory. Immutable.
 *
 * @param rate updates per second of all topics together; 0 for none
 * @param topics how many topics take turns
 * @param bytes the size of each update's {@code data}
 */
record Wanted(double rate, int topics, int bytes, Handicap handicap) {
  private static final double MOST_RATE = 1_000;
  private static final int MOST_TOPICS = 25;
  private static final int LEAST_BYTES = 16;
  private static final int MOST_BYTES = 4_096;
  private static final int USUAL_TOPICS = 10;
  private static final int USUAL_BYTES = 100;

  /** Refuses what is out of bounds: the laboratory shares the machine with everybody. */
  static Wanted read(JsonObject body) {
    Object handicap = body.getValue("handicap", new JsonObject());
    if (!(handicap instanceof JsonObject faults)) {
      throw new Refusal(Code.BAD_REQUEST, "'handicap' must be an object.");
    }
    return new Wanted(
        Field.decimal(body, "rate", 0, MOST_RATE, 0),
        Field.whole(body, "topics", 1, MOST_TOPICS, USUAL_TOPICS),
        Field.whole(body, "size", LEAST_BYTES, MOST_BYTES, USUAL_BYTES),
        Handicap.read(faults));
  }

  static JsonObject bounds() {
    return new JsonObject()
        .put("rate", MOST_RATE)
        .put("topics", MOST_TOPICS)
        .put("size", MOST_BYTES);
  }
}
