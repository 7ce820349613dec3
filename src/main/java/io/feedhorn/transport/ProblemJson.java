package io.feedhorn.transport;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;

/** A refusal as {@code application/problem+json} (RFC 9457). */
public final class ProblemJson {
  public static final String CONTENT_TYPE = "application/problem+json";

  private ProblemJson() {}

  /** Returns the problem object, one line of JSON. */
  public static String json(FeedException exception) {
    return new JsonObject()
        .put("type", "urn:problem-type:feedhorn:" + exception.code().wire())
        .put("title", exception.code().title())
        .put("status", exception.code().status())
        .put("detail", exception.reason())
        .put("code", exception.code().wire())
        .encode();
  }
}
