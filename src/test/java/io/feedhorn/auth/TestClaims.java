package io.feedhorn.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Claims of tokens for tests. */
public final class TestClaims {
  private TestClaims() {}

  public static JsonObject of(List<String> subscribe, List<String> publish) {
    return new JsonObject()
        .put("sub", "a-user")
        .put(
            "feedhorn",
            new JsonObject()
                .put("subscribe", new JsonArray(subscribe))
                .put("publish", new JsonArray(publish)));
  }

  /** Returns claims that expire after a number of milliseconds. */
  public static JsonObject ending(JsonObject claims, long millis) {
    return claims.copy().put("exp", (System.currentTimeMillis() + millis) / 1e3);
  }

  public static JsonObject admin() {
    return new JsonObject().put("feedhorn", new JsonObject().put("admin", true));
  }
}
