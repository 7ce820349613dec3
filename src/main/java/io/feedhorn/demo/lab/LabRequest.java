package io.feedhorn.demo.lab;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;

/**
 * What a page asks of the laboratory. Immutable.
 *
 * @param rate updates per second of all topics together; 0 for none
 * @param topics how many topics take turns
 * @param bytes the size of each update's {@code data}
 */
record LabRequest(double rate, int topics, int bytes, NetworkConditions conditions) {
  private static final double MAX_RATE = 1_000;
  private static final int MAX_TOPICS = 25;
  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 4_096;
  private static final int DEFAULT_TOPICS = 10;
  private static final int DEFAULT_BYTES = 100;

  /** Refuses what is out of bounds: the laboratory shares the machine with everybody. */
  static LabRequest read(JsonObject body) {
    Object handicap = body.getValue("handicap", new JsonObject());
    if (!(handicap instanceof JsonObject faults)) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'handicap' must be an object.");
    }
    return new LabRequest(
        NumberFields.decimal(body, "rate", 0, MAX_RATE, 0),
        NumberFields.whole(body, "topics", 1, MAX_TOPICS, DEFAULT_TOPICS),
        NumberFields.whole(body, "size", MIN_BYTES, MAX_BYTES, DEFAULT_BYTES),
        NetworkConditions.read(faults));
  }

  static JsonObject bounds() {
    return new JsonObject().put("rate", MAX_RATE).put("topics", MAX_TOPICS).put("size", MAX_BYTES);
  }
}
