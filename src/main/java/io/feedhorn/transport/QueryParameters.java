package io.feedhorn.transport;

import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, validated as the contract says. Errors are {@link
 * FeedException}s that name the parameter.
 *
 * @param request the request; not changed
 */
public record QueryParameters(HttpServerRequest request) {
  private static final java.util.regex.Pattern DECIMAL =
      java.util.regex.Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  /**
   * Returns the patterns of {@code topics=P,P…}, in one parameter or in several; at least one.
   *
   * @param max the maximum number of patterns
   */
  public List<TopicPattern> topics(int max) {
    String topics = String.join(",", request.params().getAll("topics"));
    if (topics.isEmpty()) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "'topics' is missing; it is one or more patterns joined by ','.");
    }
    List<TopicPattern> patterns =
        Arrays.stream(topics.split(",", -1)).map(TopicPattern::parse).distinct().toList();
    if (patterns.size() > max) {
      throw new FeedException(
          ErrorCode.TOO_MANY, "A request has at most " + max + " patterns (limits.subscriptions).");
    }
    return patterns;
  }

  /**
   * Returns the value of a parameter with exactly this name, or null. The lookup of Vert.x ignores
   * the case.
   */
  public @Nullable String exact(String name) {
    return request.params().entries().stream()
        .filter(entry -> entry.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Returns {@code since=CURSOR} or {@code since=earliest}, or null. */
  public @Nullable Cursor since() {
    String since = request.getParam("since");
    return since == null ? null : Cursor.parseSince(since);
  }

  /** Returns {@code reader=NAME}, or null. */
  public @Nullable ReaderName reader() {
    String reader = request.getParam("reader");
    return reader == null ? null : ReaderName.parse(reader);
  }

  /** Returns {@code maxRate}, {@code conflate} and {@code delta}. */
  public SubscribeOptions options() {
    String maxRate = request.getParam("maxRate");
    return SubscribeOptions.of(
        maxRate == null ? null : decimal("maxRate", maxRate), flag("conflate"), flag("delta"));
  }

  /** Returns a boolean parameter; false if it is missing. */
  public boolean flag(String name) {
    String value = request.getParam(name);
    if (value != null && !value.equals("true") && !value.equals("false")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be true or false.");
    }
    return "true".equals(value);
  }

  /** Returns a decimal number within limits, or the default if it is missing. */
  public double decimal(String name, double min, double max, double defaultValue) {
    String value = request.getParam(name);
    if (value != null && !DECIMAL.matcher(value).matches()) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'%s' must be a number, %s to %s.".formatted(name, plain(min), plain(max)));
    }
    double number = value == null ? defaultValue : Double.parseDouble(value);
    if (!(number >= min && number <= max)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "'%s' must be %s to %s.".formatted(name, plain(min), plain(max)));
    }
    return number;
  }

  /** Returns a whole number within limits, or the default if it is missing. */
  public int number(String name, int min, int max, int defaultValue) {
    double number = decimal(name, min, max, defaultValue);
    if (number != Math.rint(number)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'%s' must be a whole number, %d to %d.".formatted(name, min, max));
    }
    return (int) number;
  }

  private static double decimal(String name, String value) {
    if (!DECIMAL.matcher(value).matches()) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be a number.");
    }
    return Double.parseDouble(value);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
