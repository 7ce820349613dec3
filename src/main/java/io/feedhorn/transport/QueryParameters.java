package io.feedhorn.transport;

import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, read as the contract says.
 *
 * @param request the request; not changed
 */
public record QueryParameters(HttpServerRequest request) {
  private static final java.util.regex.Pattern DECIMAL =
      java.util.regex.Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  /**
   * {@code topics=P,P…}, on one parameter or on several: at least one pattern, and not more than so
   * many.
   */
  public List<TopicPattern> topics(int most) {
    String topics = String.join(",", request.params().getAll("topics"));
    if (topics.isEmpty()) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "'topics' is missing; it is one or more patterns joined by ','.");
    }
    List<TopicPattern> patterns =
        Arrays.stream(topics.split(",", -1)).map(TopicPattern::parse).distinct().toList();
    if (patterns.size() > most) {
      throw new FeedException(ErrorCode.TOO_MANY, "A request has at most " + most + " patterns.");
    }
    return patterns;
  }

  /**
   * The value of a parameter whose name is written just so, or null. The request's own look-up does
   * not tell upper case from lower case.
   */
  public @Nullable String exact(String name) {
    return request.params().entries().stream()
        .filter(entry -> entry.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** {@code since=CURSOR} or {@code since=earliest}, or null. */
  public @Nullable Cursor since() {
    String since = request.getParam("since");
    return since == null ? null : Cursor.parseSince(since);
  }

  /** {@code maxRate} and {@code conflate}. */
  public SubscribeOptions options() {
    String maxRate = request.getParam("maxRate");
    return SubscribeOptions.of(
        maxRate == null ? null : decimal("maxRate", maxRate), flag("conflate"));
  }

  /** {@code true} or {@code false}; false where it is missing. */
  public boolean flag(String name) {
    String value = request.getParam(name);
    if (value != null && !value.equals("true") && !value.equals("false")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be true or false.");
    }
    return "true".equals(value);
  }

  /** A decimal number within bounds; what it is where it is missing. */
  public double decimal(String name, double least, double most, double fallback) {
    String value = request.getParam(name);
    double number = value == null ? fallback : decimal(name, value);
    if (!(number >= least && number <= most)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'%s' must be %s to %s.".formatted(name, plain(least), plain(most)));
    }
    return number;
  }

  /** A whole number within bounds; what it is where it is missing. */
  public int number(String name, int least, int most, int fallback) {
    double number = decimal(name, least, most, fallback);
    if (number != Math.rint(number)) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be a whole number.");
    }
    return (int) number;
  }

  private static double decimal(String name, String value) {
    if (!DECIMAL.matcher(value).matches()) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be a number.");
    }
    return Double.parseDouble(value);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
