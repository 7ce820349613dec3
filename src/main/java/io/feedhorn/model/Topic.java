package io.feedhorn.model;

/**
 * The name of a topic: 1 to 200 characters, at least two segments of {@code A-Z a-z 0-9 _ -} joined
 * by dots. The first segment is the feed. Immutable.
 *
 * @param name the complete name, such as {@code prices.BTC-USD}
 * @param feed the first segment, such as {@code prices}
 */
public record Topic(String name, String feed) {
  /** The maximum number of characters of a topic or pattern. */
  public static final int MAX_LENGTH = 200;

  /** The feed of the server's own updates, on which clients cannot publish. */
  public static final String SYSTEM_FEED = "sys";

  /** Returns true if topics of a feed would be event-bus addresses of Feedhorn or Vert.x. */
  static boolean reserved(String feed) {
    return feed.equals("feedhorn") || feed.startsWith("__vertx");
  }

  /**
   * Parses a topic.
   *
   * @throws FeedException {@link ErrorCode#BAD_TOPIC} with the violated rule
   */
  public static Topic parse(String name) {
    String[] segments = segments(name, "topic");
    for (String segment : segments) {
      requirePlain(segment, name, "topic");
    }
    if (reserved(segments[0])) {
      throw bad(name, "topic", "the feed '" + segments[0] + "' is reserved");
    }
    return new Topic(name, segments[0]);
  }

  @Override
  public String toString() {
    return name;
  }

  static String[] segments(String name, String kind) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new FeedException(
          ErrorCode.BAD_TOPIC,
          "A %s has 1 to %d characters; this one has %d."
              .formatted(kind, MAX_LENGTH, name.length()));
    }
    String[] segments = name.split("\\.", -1);
    if (segments.length < 2) {
      throw bad(name, kind, "it needs at least two segments joined by '.', like prices.BTC-USD");
    }
    return segments;
  }

  static void requirePlain(String segment, String name, String kind) {
    if (!isPlain(segment)) {
      throw bad(name, kind, "segment '" + segment + "' must be one or more of A-Z a-z 0-9 _ -");
    }
  }

  static FeedException bad(String name, String kind, String rule) {
    return new FeedException(ErrorCode.BAD_TOPIC, "Bad " + kind + " '" + name + "': " + rule + ".");
  }

  private static boolean isPlain(String segment) {
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!plain) {
        return false;
      }
    }
    return !segment.isEmpty();
  }
}
