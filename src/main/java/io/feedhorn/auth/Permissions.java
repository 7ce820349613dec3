package io.feedhorn.auth;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do, and how long: what a verified token says. Immutable.
 *
 * @param token whether there was a token at all
 * @param subscribe what may be read: each pattern, and every pattern that it covers
 * @param publish where may be published
 * @param admin whether everything is allowed, and what only operators see is shown
 * @param expires when it ends, Unix time in milliseconds; {@link #NEVER} for never
 */
public record Permissions(
    boolean token,
    List<TopicPattern> subscribe,
    List<TopicPattern> publish,
    boolean admin,
    long expires) {
  public static final long NEVER = Long.MAX_VALUE;

  /** What everybody has where there are no keys. */
  public static final Permissions ALL = new Permissions(true, List.of(), List.of(), true, NEVER);

  /** What somebody has who shows no token. */
  public static final Permissions NONE = new Permissions(false, List.of(), List.of(), false, NEVER);

  static final String CLAIM = "feedhorn";

  private static final double MILLIS = 1_000;

  public Permissions {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  /**
   * Reads the claims of a verified token.
   *
   * @throws FeedException {@link ErrorCode#UNAUTHORIZED} where they are not as the contract has
   *     them
   */
  static Permissions of(JsonObject claims) {
    Object claim = claims.getValue(CLAIM, new JsonObject());
    if (!(claim instanceof JsonObject granted)) {
      throw bad(CLAIM, "an object");
    }
    if (!(granted.getValue("admin", false) instanceof Boolean admin)) {
      throw bad(CLAIM + ".admin", "true or false");
    }
    return new Permissions(
        true,
        patterns(granted, "subscribe"),
        patterns(granted, "publish"),
        admin,
        millis(claims, "exp", NEVER));
  }

  /** The claim that {@link #of} reads as this grant. */
  JsonObject claims() {
    JsonObject claim =
        new JsonObject()
            .put("subscribe", texts(subscribe))
            .put("publish", texts(publish))
            .put("admin", admin);
    JsonObject claims = new JsonObject().put(CLAIM, claim);
    return expires == NEVER ? claims : claims.put("exp", expires / MILLIS);
  }

  /** A point in time of a token, in milliseconds: the standard has seconds, decimals allowed. */
  static long millis(JsonObject claims, String name, long fallback) {
    Object seconds = claims.getValue(name);
    if (seconds == null) {
      return fallback;
    }
    if (!(seconds instanceof Number number)) {
      throw bad(name, "a number of seconds");
    }
    return Math.round(number.doubleValue() * MILLIS);
  }

  private static List<TopicPattern> patterns(JsonObject granted, String name) {
    Object value = granted.getValue(name, new JsonArray());
    if (!(value instanceof JsonArray texts)) {
      throw bad(CLAIM + "." + name, "a list of patterns");
    }
    List<TopicPattern> patterns = new ArrayList<>(texts.size());
    for (Object text : texts) {
      patterns.add(pattern(text, name));
    }
    return patterns;
  }

  private static TopicPattern pattern(@Nullable Object text, String name) {
    try {
      return TopicPattern.parse(text instanceof String pattern ? pattern : "");
    } catch (FeedException exception) {
      throw bad(CLAIM + "." + name, "a list of patterns. " + exception.reason());
    }
  }

  private static FeedException bad(String claim, String wanted) {
    return new FeedException(
        ErrorCode.UNAUTHORIZED, "The token's claim '" + claim + "' must be " + wanted + ".");
  }

  private static List<String> texts(List<TopicPattern> patterns) {
    return patterns.stream().map(TopicPattern::text).toList();
  }

  boolean maySubscribe(TopicPattern asked) {
    return admin || covers(subscribe, asked);
  }

  boolean mayPublish(TopicPattern asked) {
    return admin || covers(publish, asked);
  }

  private static boolean covers(List<TopicPattern> granted, TopicPattern asked) {
    for (int i = 0; i < granted.size(); i++) {
      if (granted.get(i).covers(asked)) {
        return true;
      }
    }
    return false;
  }
}
