package io.feedhorn.model;

/**
 * The name of a topic: 1 to 200 characters, at least two segments joined by dots. The first segment
 * is the feed, of {@code A-Z a-z 0-9 _ -}. The others have any printable characters except {@code .
 * * > , " \}, in Unicode normalization form C. Immutable.
 *
 * @param name the complete name, such as {@code prices.BTC-USD}
 * @param feed the first segment, such as {@code prices}
 */
public record Topic(String name, String feed) {
  /** The maximum number of characters (Unicode code points) of a topic or pattern. */
  public static final int MAX_LENGTH = 200;

  /** The feed of the server's own updates, on which clients cannot publish. */
  public static final String SYSTEM_FEED = "sys";

  /** The feed with the rules of alerts, on which only the server publishes. */
  public static final String ALERTS_FEED = "alerts";

  /**
   * The feed in which the nodes of a cluster keep what no client may read, such as push
   * subscriptions. It is not a valid name, so clients cannot name it, and it is in no list.
   */
  public static final String PRIVATE_FEED = "$private";

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
    requireFeed(segments[0], name, "topic");
    for (int i = 1; i < segments.length; i++) {
      requireValid(segments[i], name, "topic");
    }
    return new Topic(name, segments[0]);
  }

  @Override
  public String toString() {
    return name;
  }

  static String[] segments(String name, String kind) {
    if (name.isEmpty() || isTooLong(name)) {
      throw new FeedException(
          ErrorCode.BAD_TOPIC,
          "A %s has 1 to %d characters; this one has %d."
              .formatted(kind, MAX_LENGTH, name.codePointCount(0, name.length())));
    }
    String[] segments = name.split("\\.", -1);
    if (segments.length < 2) {
      throw bad(name, kind, "it needs at least two segments joined by '.', like prices.BTC-USD");
    }
    return segments;
  }

  private static boolean isTooLong(String name) {
    return name.length() > MAX_LENGTH && name.codePointCount(0, name.length()) > MAX_LENGTH;
  }

  static void requireFeed(String segment, String name, String kind) {
    if (!TopicSegment.isPlain(segment)) {
      throw bad(
          name,
          kind,
          "the first segment, the feed '%s', must be one or more of %s"
              .formatted(segment, TopicSegment.FEED_CHARACTERS));
    }
    if (reserved(segment)) {
      throw bad(name, kind, "the feed '" + segment + "' is reserved");
    }
  }

  static void requireValid(String segment, String name, String kind) {
    String violation = TopicSegment.violation(segment);
    if (violation != null) {
      throw bad(name, kind, violation);
    }
  }

  static FeedException bad(String name, String kind, String rule) {
    return new FeedException(ErrorCode.BAD_TOPIC, "Bad " + kind + " '" + name + "': " + rule + ".");
  }
}
