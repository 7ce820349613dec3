package io.feedhorn.source;

import org.jspecify.annotations.Nullable;

/**
 * The mapping from a message of an upstream to updates. Expressions are JSONata; templates are
 * texts with expressions in <code>${…}</code>. Immutable.
 *
 * @param items the expression for the items of a message; null: the elements of an array, otherwise
 *     the message itself
 * @param filter the expression that is true for items to publish; null for all
 * @param delete the expression that is true for items that delete their topic; null for messages
 *     that are deletions in their upstream
 * @param topic the template of the topic
 * @param data the expression for the value; null for the item itself
 * @param key the template of the idempotency key; null for the position of the message
 * @param time the expression for the time of an item; null for none
 * @param changes true if a value that is equal to the one that its topic has is not published
 */
public record MappingOptions(
    @Nullable String items,
    @Nullable String filter,
    @Nullable String delete,
    String topic,
    @Nullable String data,
    @Nullable String key,
    @Nullable String time,
    boolean changes) {
  /** Returns the mapping that publishes each message, or each of its elements, as it is. */
  public static MappingOptions to(String topic) {
    return new MappingOptions(null, null, null, topic, null, null, null, false);
  }
}
