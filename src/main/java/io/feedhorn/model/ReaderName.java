package io.feedhorn.model;

import java.util.stream.Stream;

/**
 * The name of a reader: one or more segments of a topic, joined by dots, such as {@code alice} or
 * {@code alice.phone}. Immutable.
 *
 * @param text the name
 * @param topic the topic of the reader's moves, {@code sys.readers.NAME}
 */
public record ReaderName(String text, Topic topic) {
  private static final String PREFIX = Topic.SYSTEM_FEED + ".readers.";
  private static final int MAX_LENGTH = Topic.MAX_LENGTH - PREFIX.length();

  /**
   * Parses a name.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} with the violated rule
   */
  public static ReaderName parse(String text) {
    boolean plain = Stream.of(text.split("\\.", -1)).allMatch(TopicSegment::isPlain);
    if (!plain || text.length() > MAX_LENGTH) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "Bad reader name '%s': a name has 1 to %d characters, one or more segments of %s joined by '.', like alice or alice.phone."
              .formatted(ShortText.of(text, 80), MAX_LENGTH, TopicSegment.FEED_CHARACTERS));
    }
    return new ReaderName(text, Topic.parse(PREFIX + text));
  }

  /**
   * Returns the pattern that matches the topics of the readers whose names match a pattern, such as
   * {@code alice.*}, {@code *} or {@code alice}.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} with the violated rule
   */
  public static TopicPattern pattern(String names) {
    String[] segments = names.split("\\.", -1);
    boolean valid = names.length() <= MAX_LENGTH;
    for (int i = 0; i < segments.length; i++) {
      boolean wildcard =
          segments[i].equals("*") || (segments[i].equals(">") && i == segments.length - 1);
      valid &= wildcard || TopicSegment.isPlain(segments[i]);
    }
    if (!valid) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "Bad pattern of reader names '%s': it has 1 to %d characters, one or more segments of %s joined by '.', of which '*' stands for any one and a closing '>' for one or more, like alice or alice.*."
              .formatted(ShortText.of(names, 80), MAX_LENGTH, TopicSegment.FEED_CHARACTERS));
    }
    return TopicPattern.parse(PREFIX + names);
  }
}
