package io.feedhorn.transport;

import io.feedhorn.model.Refusal;
import io.vertx.core.json.JsonObject;

/** A refusal as {@code application/problem+json} (RFC 9457). */
public final class Problem {
  public static final String CONTENT_TYPE = "application/problem+json";

  private Problem() {}

  /** The object, one line of JSON. */
  public static String json(Refusal refusal) {
    return new JsonObject()
        .put("type", "urn:problem-type:feedhorn:" + refusal.code().wire())
        .put("title", refusal.code().title())
        .put("status", refusal.code().status())
        .put("detail", refusal.reason())
        .put("code", refusal.code().wire())
        .encode();
  }
}
