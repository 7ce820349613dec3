package io.feedhorn.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of the topics of presence: {@code sys.presence.TOPIC.USER} for each user who reads a
 * topic, and {@code sys.presence.TOPIC.$anonymous} for the number of clients without a user.
 * Characters of a user that a segment cannot have, {@code %} and {@code $} are percent-encoded.
 */
public final class PresenceTopic {
  private static final String PRESENCE = "presence";
  private static final String PREFIX = Topic.SYSTEM_FEED + "." + PRESENCE + ".";
  private static final String ANONYMOUS = "$anonymous";
  private static final String ESCAPED = "%$.";
  private static final int PREFIX_SEGMENTS = 2;
  private static final int MIN_TOPIC_SEGMENTS = 2;

  private PresenceTopic() {}

  /**
   * Returns the topic of a user's presence.
   *
   * @param user empty for clients without a user
   * @return null if the name would be too long for a topic
   */
  public static @Nullable Topic of(String topic, String user) {
    String name = PREFIX + topic + "." + (user.isEmpty() ? ANONYMOUS : segment(user));
    return name.codePointCount(0, name.length()) > Topic.MAX_LENGTH
        ? null
        : new Topic(name, Topic.SYSTEM_FEED);
  }

  /** Returns the pattern of the presence of one topic; null if it would be too long. */
  public static @Nullable TopicPattern members(String topic) {
    String pattern = PREFIX + topic + ".*";
    return pattern.codePointCount(0, pattern.length()) > Topic.MAX_LENGTH
        ? null
        : TopicPattern.parse(pattern);
  }

  /** Returns the pattern of all presence. */
  public static TopicPattern all() {
    return TopicPattern.parse(PREFIX + ">");
  }

  private static String segment(String user) {
    String segment = encoded(user, false);
    // Characters that are valid alone may be decomposed together.
    return TopicSegment.violation(segment) == null ? segment : encoded(user, true);
  }

  private static String encoded(String user, boolean ascii) {
    StringBuilder segment = new StringBuilder(user.length());
    user.codePoints()
        .forEach(
            codePoint -> {
              String text = Character.toString(codePoint);
              boolean valid =
                  ESCAPED.indexOf(codePoint) < 0
                      && !(ascii && codePoint > 0x7E)
                      && TopicSegment.violation(text) == null;
              if (valid) {
                segment.append(text);
              } else {
                for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
                  segment.append("%%%02X".formatted(each));
                }
              }
            });
    return segment.toString();
  }

  /**
   * Returns patterns of the topics whose presence a pattern matches: who may read all of them may
   * read it, too.
   *
   * @return empty if the pattern is not one of presence, or of the presence of several feeds
   */
  public static List<TopicPattern> described(TopicPattern pattern) {
    List<String> segments = pattern.segments();
    int last = segments.size() - 1;
    if (!pattern.feed().equals(Topic.SYSTEM_FEED)
        || !segments.get(1).equals(PRESENCE)
        || last <= PREFIX_SEGMENTS
        || !TopicSegment.isPlain(segments.get(PREFIX_SEGMENTS))
        || Topic.reserved(segments.get(PREFIX_SEGMENTS))
        || segments.get(PREFIX_SEGMENTS).equals(Topic.SYSTEM_FEED)) {
      return List.of();
    }
    List<String> topic = segments.subList(PREFIX_SEGMENTS, last);
    boolean isTopic = topic.size() >= MIN_TOPIC_SEGMENTS;
    if (!segments.get(last).equals(">")) {
      return isTopic ? List.of(parse(topic)) : List.of();
    }
    TopicPattern below = parse(segments.subList(PREFIX_SEGMENTS, last + 1));
    return isTopic ? List.of(parse(topic), below) : List.of(below);
  }

  private static TopicPattern parse(List<String> segments) {
    return TopicPattern.parse(String.join(".", segments));
  }
}
