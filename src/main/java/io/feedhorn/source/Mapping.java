package io.feedhorn.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled mapping of one source. Used on one thread at a time. */
public final class Mapping {
  private final String source;
  private final ItemSelection selection;
  private final Template topic;
  private final @Nullable Expression data;
  private final @Nullable Template key;
  private final @Nullable Expression time;

  /**
   * @param source the name of the source, the start of idempotency keys
   * @throws MappingException if an expression is invalid
   */
  public Mapping(String source, MappingOptions options) {
    this.source = source;
    this.selection = new ItemSelection(options.items(), options.filter());
    this.topic = new Template("topic", options.topic());
    this.data = expression("data", options.data());
    this.key = options.key() == null ? null : new Template("key", options.key());
    this.time = expression("time", options.time());
  }

  private static @Nullable Expression expression(String name, @Nullable String text) {
    return text == null ? null : new Expression(name, text);
  }

  /**
   * Returns the items of a message.
   *
   * @throws MappingException if the expression for the items fails
   */
  List<@Nullable Object> items(SourceMessage message) {
    return selection.items(message);
  }

  /**
   * Returns the update of an item; null if the filter excludes it.
   *
   * @param index the index of the item; negative if the message is not split
   * @throws MappingException if the mapping does not apply to the item
   */
  @Nullable MappedUpdate map(SourceMessage message, @Nullable Object item, int index) {
    Map<String, @Nullable Object> variables = message.attributes();
    if (!selection.keeps(item, variables)) {
      return null;
    }
    return new MappedUpdate(
        topic.render(item, variables),
        data(item, variables),
        key(message, item, index),
        time == null ? null : (Long) MessageTime.millis(time.evaluate(item, variables)));
  }

  /**
   * Returns the time of the first item; of a message without items, that of the message itself, so
   * that a replay waits for it too. Null if it has no time.
   *
   * @throws MappingException if the value is not a time
   */
  public @Nullable Long time(SourceMessage message) {
    if (time == null) {
      return null;
    }
    List<@Nullable Object> all = items(message);
    Object timed = all.isEmpty() ? message.value() : all.get(0);
    return (Long) MessageTime.millis(time.evaluate(timed, message.attributes()));
  }

  private @Nullable Object data(@Nullable Object item, Map<String, @Nullable Object> variables) {
    if (data == null) {
      return item;
    }
    Object value = data.evaluate(item, variables);
    if (value == null) {
      throw new MappingException("data: the expression has no value for this message");
    }
    return value;
  }

  private @Nullable String key(SourceMessage message, @Nullable Object item, int index) {
    if (key != null) {
      return key.render(item, message.attributes());
    }
    if (message.position() == null) {
      return null;
    }
    String position = source + ":" + message.position();
    return index < 0 ? position : position + "#" + index;
  }
}
