package io.feedhorn.source;

import io.feedhorn.json.JsonValues;
import io.feedhorn.publish.PublishTracing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of an upstream. The values must not be changed afterwards.
 *
 * @param raw the text of the message, for the report of an error
 * @param value the message as values of Java, as {@link JsonValues} returns them
 * @param position the position in the upstream, equal after a restart; null if there is none
 * @param attributes what expressions can use as variables, such as {@code $subject}
 * @param deletion true if the upstream has deleted what the message is about; it has no value then
 */
public record SourceMessage(
    String raw,
    @Nullable Object value,
    @Nullable String position,
    Map<String, @Nullable Object> attributes,
    boolean deletion) {
  /** A message with a value. */
  public SourceMessage(
      String raw,
      @Nullable Object value,
      @Nullable String position,
      Map<String, @Nullable Object> attributes) {
    this(raw, value, position, attributes, false);
  }

  /** Returns the message that something is deleted. */
  public static SourceMessage deletion(
      @Nullable String position, Map<String, @Nullable Object> attributes) {
    return new SourceMessage("", null, position, attributes, true);
  }

  /** Returns this message with other variables. */
  public SourceMessage with(Map<String, @Nullable Object> variables) {
    return new SourceMessage(raw, value, position, variables, deletion);
  }

  /** Returns the trace context in the headers of the message; null if it has none. */
  @Nullable String traceparent() {
    try {
      return attributes.get("headers") instanceof Map<?, ?> headers
              && headers.get(PublishTracing.TRACEPARENT) instanceof String traceparent
          ? traceparent
          : null;
    } catch (MappingException notText) {
      return null;
    }
  }

  /**
   * Returns a message that is JSON.
   *
   * @throws io.feedhorn.model.FeedException if the text is not JSON
   */
  public static SourceMessage json(String text, @Nullable String position) {
    return new SourceMessage(text, JsonValues.parse(text), position, Map.of());
  }
}
