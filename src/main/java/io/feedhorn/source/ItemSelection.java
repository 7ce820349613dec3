package io.feedhorn.source;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of a message, and a filter for them. Used on one thread at a time. */
public final class ItemSelection {
  private final @Nullable Expression items;
  private final @Nullable Expression filter;

  /** The last message whose items were selected, because a replay needs them twice. */
  private @Nullable SourceMessage selectedOf;

  private List<@Nullable Object> selected = List.of();

  /**
   * @param items the expression for the items; null: the elements of an array, otherwise the
   *     message itself
   * @param filter the expression that is true for items to keep; null for all
   * @throws MappingException if an expression is invalid
   */
  public ItemSelection(@Nullable String items, @Nullable String filter) {
    this.items = items == null ? null : new Expression("items", items);
    this.filter = filter == null ? null : new Expression("filter", filter);
  }

  /**
   * Returns the items of a message.
   *
   * @throws MappingException if the expression for the items fails
   */
  @SuppressWarnings("ReferenceEquality") // The same message, not an equal one.
  public List<@Nullable Object> items(SourceMessage message) {
    if (message != selectedOf) {
      selected = select(message);
      selectedOf = message;
    }
    return selected;
  }

  /**
   * Returns true if the filter keeps an item.
   *
   * @throws MappingException if the expression for the filter fails
   */
  public boolean keeps(@Nullable Object item, Map<String, @Nullable Object> variables) {
    return filter == null || Boolean.TRUE.equals(filter.evaluate(item, variables));
  }

  private List<@Nullable Object> select(SourceMessage message) {
    Object result =
        items == null ? message.value() : items.evaluate(message.value(), message.attributes());
    if (result instanceof List<?> list) {
      @SuppressWarnings("unchecked")
      List<@Nullable Object> elements = (List<@Nullable Object>) list;
      return elements;
    }
    return items != null && result == null ? List.of() : Arrays.asList(result);
  }
}
