package io.feedhorn.http.api;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The topic in the path of a request. The path is read as it was sent: a topic may contain {@code
 * /}, encoded or not. A path that ends with {@code /history} is that of the history; a topic that
 * ends like this has its last slash encoded.
 */
public final class TopicPath {
  private static final String PREFIX = "/v1/topics/";
  private static final String HISTORY = "/history";

  /** The regular expression of the paths of topics. */
  public static final String TOPIC_REGEX = PREFIX + "(?!.+" + HISTORY + "$).*[^/]";

  /** The regular expression of the paths of histories. */
  public static final String HISTORY_REGEX = PREFIX + ".+" + HISTORY;

  private static final String PRESENCE_PREFIX = "/v1/presence/";

  /** The regular expression of the paths of presence. */
  public static final String PRESENCE_REGEX = PRESENCE_PREFIX + ".*[^/]";

  private TopicPath() {}

  /** Returns true for the paths of {@link #TOPIC_REGEX}, in a fraction of the time. */
  public static boolean isTopic(String path) {
    return isBelow(PREFIX, path) && !isHistory(path);
  }

  /** Returns true for the paths of {@link #HISTORY_REGEX}, in a fraction of the time. */
  public static boolean isHistory(String path) {
    return path.startsWith(PREFIX)
        && path.length() > PREFIX.length() + HISTORY.length()
        && path.endsWith(HISTORY);
  }

  /** Returns true for the paths of {@link #PRESENCE_REGEX}, in a fraction of the time. */
  public static boolean isPresence(String path) {
    return isBelow(PRESENCE_PREFIX, path);
  }

  private static boolean isBelow(String prefix, String path) {
    return path.startsWith(prefix) && path.length() > prefix.length() && !path.endsWith("/");
  }

  /**
   * Returns the decoded topic, which may be invalid.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if the path cannot be decoded
   */
  static String topic(RoutingContext context) {
    return decode(context.request().path().substring(PREFIX.length()));
  }

  /** As {@link #topic}, for the path of a history. */
  static String topicOfHistory(RoutingContext context) {
    String path = context.request().path();
    return decode(path.substring(PREFIX.length(), path.length() - HISTORY.length()));
  }

  /** As {@link #topic}, for the path of presence. */
  static String topicOfPresence(RoutingContext context) {
    return decode(context.request().path().substring(PRESENCE_PREFIX.length()));
  }

  private static String decode(String encoded) {
    try {
      // Only in queries does '+' stand for a space.
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException invalid) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The topic '%s' in the path cannot be decoded: '%%' must be followed by two hexadecimal digits."
              .formatted(encoded));
    }
  }
}
