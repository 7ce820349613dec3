package io.feedhorn.auth;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readers that a token grants: those of the claim {@code feedhorn.readers}, else those of its
 * {@code sub}. Represented by the patterns of their topics.
 */
final class ReaderGrants {
  static final String CLAIM = "readers";

  private static final String TOPIC_PREFIX = "sys.readers.";

  private ReaderGrants() {}

  /**
   * Reads the claims of a token.
   *
   * @param granted the claim {@code feedhorn}
   * @throws FeedException {@link ErrorCode#UNAUTHORIZED} if the claim has another type
   */
  static List<TopicPattern> of(JsonObject claims, JsonObject granted) {
    Object value = granted.getValue(CLAIM);
    if (value == null) {
      return ofSubject(claims.getValue("sub"));
    }
    if (!(value instanceof JsonArray names)) {
      throw invalid("");
    }
    List<TopicPattern> patterns = new ArrayList<>(names.size());
    for (Object name : names) {
      patterns.add(pattern(name));
    }
    return patterns;
  }

  private static TopicPattern pattern(@Nullable Object name) {
    if (!(name instanceof String text)) {
      throw invalid(" One is not a string.");
    }
    try {
      return ReaderName.pattern(text);
    } catch (FeedException exception) {
      throw invalid(" " + exception.reason());
    }
  }

  private static FeedException invalid(String reason) {
    return new FeedException(
        ErrorCode.UNAUTHORIZED,
        "The token's claim 'feedhorn.readers' must be a list of patterns of reader names, like [\"alice\", \"alice.*\"]."
            + reason);
  }

  /**
   * Returns the readers of a user: {@code sub.*}, and {@code sub} itself if it has one segment.
   * With dots in it, it may be the reader of another user: that of {@code a}, {@code a.b}.
   */
  private static List<TopicPattern> ofSubject(@Nullable Object subject) {
    if (!(subject instanceof String sub) || !isName(sub)) {
      return List.of();
    }
    TopicPattern others = ReaderName.pattern(sub + ".*");
    return sub.indexOf('.') < 0 ? List.of(ReaderName.pattern(sub), others) : List.of(others);
  }

  private static boolean isName(String subject) {
    try {
      ReaderName.parse(subject + ".x");
      return true;
    } catch (FeedException invalid) {
      return false;
    }
  }

  /** Returns the pattern of the names of the readers to whose topics a pattern belongs. */
  static String names(TopicPattern pattern) {
    return pattern.text().substring(TOPIC_PREFIX.length());
  }
}
