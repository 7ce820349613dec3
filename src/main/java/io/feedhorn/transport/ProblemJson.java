package io.feedhorn.transport;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;

/** A refusal as {@code application/problem+json} (RFC 9457). */
public final class ProblemJson {
  public static final String CONTENT_TYPE = "application/problem+json";

  private ProblemJson() {}

  /** Returns the problem object, one line of JSON. */
  public static String json(FeedException exception) {
    return json(exception, exception.code().status());
  }

  /**
   * Returns the problem object of a response with another status than that of its code.
   *
   * @param status more specific than that of the code
   */
  public static String json(FeedException exception, int status) {
    return new JsonObject()
        .put("type", "urn:problem-type:feedhorn:" + exception.code().wire())
        .put("title", exception.code().title())
        .put("status", status)
        .put("detail", exception.reason())
        .put("code", exception.code().wire())
        .encode();
  }
}
