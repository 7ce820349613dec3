package io.feedhorn.source;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled mapping of one source. Used on one thread at a time. */
public final class Mapping {
  private final String source;
  private final ItemSelection selection;
  private final @Nullable Expression delete;
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
    this.delete = expression("delete", options.delete());
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
    // A tombstone is one item, also if an expression selects the items of messages.
    return message.deletion() && delete == null
        ? Arrays.asList((Object) null)
        : selection.items(message);
  }

  /**
   * Returns the update of an item, or the deletion of its topic; null if the filter excludes the
   * item, which a deletion does not ask.
   *
   * @param index the index of the item; negative if the message is not split
   * @throws MappingException if the mapping does not apply to the item
   */
  @Nullable MappedUpdate map(SourceMessage message, @Nullable Object item, int index) {
    Map<String, @Nullable Object> variables = message.attributes();
    if (isDeletion(message, item)) {
      return new MappedUpdate(
          topic.render(item, variables),
          null,
          message.deletion() ? position(message, index) : key(message, item, index),
          timeOfDeletion(item, variables),
          true);
    }
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
   * that a replay waits for it too. Null if the source has no expression for the time.
   *
   * @throws MappingException if the expression has no value, or one that is not a time
   */
  public @Nullable Long time(SourceMessage message) {
    if (time == null) {
      return null;
    }
    List<@Nullable Object> all = items(message);
    Object timed = all.isEmpty() ? message.value() : all.get(0);
    return (Long) MessageTime.millis(time.evaluate(timed, message.attributes()));
  }

  private boolean isDeletion(SourceMessage message, @Nullable Object item) {
    return delete == null
        ? message.deletion()
        : Boolean.TRUE.equals(delete.evaluate(item, message.attributes()));
  }

  /** Returns the time of a deletion, which may have no fields; null if it has no time. */
  private @Nullable Long timeOfDeletion(
      @Nullable Object item, Map<String, @Nullable Object> variables) {
    Object value = time == null ? null : time.evaluate(item, variables);
    return value == null ? null : (Long) MessageTime.millis(value);
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
    return key == null ? position(message, index) : key.render(item, message.attributes());
  }

  /** Returns the key of an item whose message has a position; null if it has none. */
  private @Nullable String position(SourceMessage message, int index) {
    String position = message.position();
    return position == null ? null : PositionKey.of(source, position, index);
  }
}
