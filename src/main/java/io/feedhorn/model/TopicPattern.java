package io.feedhorn.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic in which {@code *} stands for one segment and a closing {@code >} for one or more. The
 * first segment is never a wildcard, so a pattern belongs to one feed. Immutable.
 *
 * @param text the pattern itself, such as {@code prices.*}
 * @param feed the first segment
 * @param segments all segments, including the feed
 */
public record TopicPattern(String text, String feed, List<String> segments) {
  private static final String ONE = "*";
  private static final String REST = ">";

  /**
   * Parses a pattern. Every topic is a pattern.
   *
   * @throws FeedException {@link ErrorCode#BAD_TOPIC} with the violated rule
   */
  public static TopicPattern parse(String text) {
    String[] segments = Topic.segments(text, "pattern");
    for (int i = 0; i < segments.length; i++) {
      boolean wildcard =
          segments[i].equals(ONE) || (segments[i].equals(REST) && i == segments.length - 1);
      if (wildcard && i == 0) {
        throw Topic.bad(text, "pattern", "the first segment is the feed and never a wildcard");
      }
      if (i == 0) {
        Topic.requireFeed(segments[0], text, "pattern");
      } else if (!wildcard) {
        Topic.requireValid(segments[i], text, "pattern");
      }
    }
    return new TopicPattern(text, segments[0], List.of(segments));
  }

  /** Returns true if this pattern has no wildcard, and so matches one topic only. */
  public boolean isTopic() {
    return !segments.contains(ONE) && !segments.get(segments.size() - 1).equals(REST);
  }

  /**
   * Returns the segments before the first wildcard with a closing dot, with which all topics that
   * match begin; null if it is the feed alone, or if there is no wildcard.
   */
  public @Nullable String prefix() {
    for (int i = 1; i < segments.size(); i++) {
      if (segments.get(i).equals(ONE)
          || (segments.get(i).equals(REST) && i == segments.size() - 1)) {
        return i == 1 ? null : String.join(".", segments.subList(0, i)) + ".";
      }
    }
    return null;
  }

  /** Returns true if this pattern matches the topic with a name. */
  public boolean matches(String topic) {
    int start = 0;
    int last = segments.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (start > topic.length()) {
        return false;
      }
      String segment = segments.get(i);
      if (segment.equals(REST)) {
        return true;
      }
      int dot = topic.indexOf('.', start);
      int end = dot < 0 ? topic.length() : dot;
      boolean same =
          segment.equals(ONE)
              || (segment.length() == end - start && topic.startsWith(segment, start));
      if (!same) {
        return false;
      }
      start = end + 1;
    }
    return start > topic.length();
  }

  /** Returns true if this pattern matches every topic that another pattern matches. */
  public boolean covers(TopicPattern other) {
    for (int i = 0; i < segments.size(); i++) {
      if (i == other.segments.size()) {
        return false;
      }
      String own = segments.get(i);
      String others = other.segments.get(i);
      if (own.equals(REST)) {
        return true;
      }
      if (others.equals(REST) || !(own.equals(ONE) || own.equals(others))) {
        return false;
      }
    }
    return segments.size() == other.segments.size();
  }

  @Override
  public String toString() {
    return text;
  }
}
