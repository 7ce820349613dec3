package io.feedhorn.model;

/**
 * A topic's name: 1 to 200 characters, at least two segments of {@code A-Z a-z 0-9 _ -} joined by
 * dots. Its first segment is its feed.
 *
 * @param name the whole name, {@code prices.BTC-USD}
 * @param feed the first segment, {@code prices}
 */
public record Topic(String name, String feed) {
  /** The most characters a topic or a pattern may have. */
  public static final int MAX_LENGTH = 200;

  /** Feeds whose topics would collide with addresses of Feedhorn or Vert.x on the event bus. */
  static boolean reserved(String feed) {
    return feed.equals("feedhorn") || feed.startsWith("__vertx");
  }

  /**
   * Reads a topic.
   *
   * @throws FeedException {@link ErrorCode#BAD_TOPIC} naming what is wrong
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

  static String[] segments(String name, String what) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new FeedException(
          ErrorCode.BAD_TOPIC,
          "A %s has 1 to %d characters; this one has %d."
              .formatted(what, MAX_LENGTH, name.length()));
    }
    String[] segments = name.split("\\.", -1);
    if (segments.length < 2) {
      throw bad(name, what, "it needs at least two segments joined by '.', like prices.BTC-USD");
    }
    return segments;
  }

  static void requirePlain(String segment, String name, String what) {
    if (!isPlain(segment)) {
      throw bad(name, what, "segment '" + segment + "' must be one or more of A-Z a-z 0-9 _ -");
    }
  }

  static FeedException bad(String name, String what, String why) {
    return new FeedException(ErrorCode.BAD_TOPIC, "Bad " + what + " '" + name + "': " + why + ".");
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
